/** How the page looks: type, space and little else. Colours come from the palette, as variables of the theme. */

import { DIAGRAM_STYLES } from '../diagram/styles.ts';
import { themeStyles } from './palette.ts';

const BASE = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:16px}
body{margin:0 auto;max-width:1064px;padding:0 32px 64px;background:var(--ground);color:var(--text);
font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:break-word}
h1{font-size:1.9rem;line-height:1.2;letter-spacing:-.015em;margin:0 0 12px;font-weight:680}
h2{font-size:1.3rem;line-height:1.3;letter-spacing:-.01em;margin:0 0 12px;font-weight:650}
h3{font-size:1.02rem;margin:28px 0 8px;font-weight:650}
h4{font-size:.9rem;margin:20px 0 6px;font-weight:650}
p{margin:0 0 12px;max-width:78ch}
a{color:var(--link);text-underline-offset:3px}
code,pre{font:.88em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;unicode-bidi:isolate;overflow-wrap:anywhere}
sup,sub{line-height:0;font-size:.72em}
:focus-visible{outline:2px solid var(--link);outline-offset:3px;border-radius:3px}
main:focus{outline:none}
.unseen{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:16px;top:-60px;background:var(--ground);padding:8px 14px;z-index:1}
.skip:focus{top:8px}
.note,.none,figcaption,footer,.notes{color:var(--quiet);font-size:.875rem}
.good{color:var(--good)}
.bad{color:var(--bad)}`;

const HEADER = `
header{padding:44px 0 8px;display:grid;grid-template-columns:1fr auto;align-items:start;column-gap:24px}
header h1,header .lead{grid-column:1/-1}
.program{color:var(--quiet);font-size:.875rem;margin:4px 0 18px}
.lead{font-size:1.02rem;max-width:82ch}
button{font:inherit;font-size:.82rem;color:var(--text);background:var(--raised);border:1px solid var(--line);border-radius:6px;padding:4px 11px;min-height:30px;cursor:pointer}
button:hover{border-color:var(--quiet)}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:4px 22px;margin:0;padding:0;font-size:.9rem}
nav{padding:20px 0 0}
nav a{display:inline-block;padding:3px 0}
main>section{padding:32px 0 0;margin:32px 0 0;border-top:1px solid var(--line)}
footer{margin:48px 0 0;padding:16px 0 0;border-top:1px solid var(--line)}`;

const VERDICT = `
.verdict{border-left:4px solid;padding:14px 20px;margin:12px 0;background:var(--raised);border-radius:0 8px 8px 0}
.verdict.good{border-color:var(--good);color:inherit}
.verdict.warn{border-color:var(--warn)}
.verdict.bad{border-color:var(--bad);color:inherit}
.verdict p{max-width:none}
.verdict summary{color:inherit;font-size:1rem;font-weight:650}
.verdict details{margin:0}
.verdict p:last-child,.verdict ul:last-child{margin-bottom:0}
.verdict ul{margin:4px 0 12px;padding-left:22px;max-width:90ch}
.headline{font-size:1.15rem;font-weight:650;margin-bottom:4px;line-height:1.4}
.mark{font-weight:700}
.good .mark{color:var(--good)}
.warn .mark{color:var(--warn)}
.bad .mark{color:var(--bad)}
.cards{display:grid;grid-template-columns:repeat(3,1fr);gap:16px;margin:20px 0 0}
.cards.of-4{grid-template-columns:repeat(2,1fr)}
.card{border:1px solid var(--line);border-radius:10px;padding:18px 20px 8px}
.card h2{font-size:.97rem;margin:0 0 6px}
.card dl{margin:0}
.card dl>div{padding:10px 0 12px}
.card dl>div+div{border-top:1px solid var(--line)}
.card dt{font-size:.875rem;color:var(--quiet)}
.card dd{margin:0;font-size:.875rem}
.card .figure{font-size:1.7rem;font-weight:640;letter-spacing:-.02em;line-height:1.35;margin-right:2px}
.card .details,.unknown{color:var(--quiet);line-height:1.45}
.change{display:inline-block;font-size:.8rem;border:1px solid var(--line);border-radius:20px;padding:0 8px;margin:0 0 2px 4px;white-space:nowrap;font-variant-numeric:tabular-nums}
.figure{font-variant-numeric:tabular-nums;white-space:nowrap}`;

const CHARTS = `
figure{margin:0 0 8px}
figcaption{margin:0 0 10px;max-width:100ch}
figure svg,.trace svg{display:block;width:100%;height:auto;overflow:visible}
.narrow{display:none}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:2px 20px;margin:0 0 6px;padding:0;font-size:.875rem}
svg.swatch{display:inline-block;width:30px;height:12px;vertical-align:-1px;margin-right:2px}
.legend strong{font-weight:550;margin-right:4px}
.entry{white-space:nowrap;margin-right:10px}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(420px,100%),1fr));gap:8px 24px;align-items:start}
.pair>*{min-width:0}
.pair h3{margin-top:8px}
.pair figcaption{min-height:3.1em}
.pair>:only-child figcaption{min-height:0}
details{margin:8px 0}
summary{cursor:pointer;font-size:.875rem;color:var(--link);padding:3px 0;width:fit-content;max-width:100%}
details>.scroll{margin-top:8px}`;

const TABLES = `
.scroll{position:relative;overflow-x:auto;margin:0 0 12px;max-height:75vh;overflow-y:auto;
background:linear-gradient(to right,var(--ground) 40%,transparent) 0 0/44px 100% no-repeat local,
linear-gradient(to left,var(--ground) 40%,transparent) 100% 0/44px 100% no-repeat local,
linear-gradient(to right,var(--edge),transparent) 0 0/20px 100% no-repeat scroll,
linear-gradient(to left,var(--edge),transparent) 100% 0/20px 100% no-repeat scroll}
table{border-collapse:collapse;font-size:.84rem;font-variant-numeric:tabular-nums;line-height:1.4}
th,td{padding:5px 14px 5px 0;border-bottom:1px solid var(--line);text-align:right;font-weight:400;white-space:nowrap;vertical-align:baseline}
thead th,thead td{color:var(--quiet);font-weight:550;position:sticky;top:0;background:var(--ground);z-index:1}
tbody th{font-weight:500;color:var(--text)}
.word{text-align:left}
td.word{white-space:normal;min-width:12ch}
.means{display:block;color:var(--quiet);font-weight:400;white-space:normal;max-width:34ch}
.notes{padding-left:22px;margin:8px 0 16px}
.command{display:flex;gap:12px;align-items:start;background:var(--raised);border-radius:8px;padding:12px 16px;margin:0 0 12px}
.command pre{margin:0;flex:1;min-width:0;white-space:pre-wrap;padding:4px 0}
.command .flag{white-space:nowrap}`;

const TRACES = `
.write{border:1px solid var(--line);border-radius:8px;margin:8px 0;padding:0 16px}
.write summary{padding:9px 0;color:var(--text);width:auto}
.write summary .figure{font-weight:650;display:inline-block;min-width:5.2em}
.trace{padding:4px 0 12px}
.waterfall .scroll{max-height:none}
.waterfall table{width:100%}
.waterfall th,.waterfall td{padding-top:3px;padding-bottom:3px}
.waterfall td:nth-child(2){width:56%;min-width:190px;padding-right:24px;vertical-align:middle}
.waterfall th:nth-child(2){padding-right:24px}
.waterfall td:nth-child(3){min-width:0;white-space:nowrap}
.scale{display:flex;justify-content:space-between}
.track{position:relative;display:block;height:14px}
.track span{position:absolute;top:0;bottom:0;min-width:2px}
.track .cut{background:var(--shade);opacity:.2;top:-4px;bottom:-4px}
.track .span{background:var(--line);border-radius:2px;top:5px;bottom:5px}
.track .flight{background:var(--bar);border-radius:2px;top:2px;bottom:2px}
.track .arrival{background:var(--bar);width:2px}
.track .later{top:2px;bottom:2px;min-width:10px;margin-left:-5px;border:2px solid var(--bar);border-radius:50%;background:var(--ground)}
.name{display:inline-block}
@media (max-width:960px){
.wide{display:none}
.narrow{display:block;max-width:480px}
.pair{grid-template-columns:repeat(auto-fit,minmax(min(300px,100%),1fr))}
}
@media (min-width:721px) and (max-width:960px){
main>section>figure{display:grid;grid-template:auto 1fr/minmax(0,3fr) minmax(0,2fr);column-gap:24px}
main>section>figure>[role=img]{grid-area:1/1/3}
main>section>figure>figcaption{grid-area:1/2}
main>section>figure>.legend{grid-area:2/2;align-content:start}
main>section>figure>details{grid-column:1/-1}
}
@media (max-width:720px){
body{padding:0 16px 48px;font-size:15px}
header{padding-top:24px}
h1{font-size:1.5rem}
.cards,.cards.of-4{grid-template-columns:1fr}
.write{padding:0 12px}
.verdict{padding:12px 14px}
.scroll tbody th{position:sticky;left:0;background:var(--ground);max-width:46vw;white-space:normal}
.pair figcaption{min-height:0}
summary,nav a{padding-top:6px;padding-bottom:6px}
}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media (forced-colors:active){.track span{forced-color-adjust:none}}
@media print{button,nav,.skip{display:none}.scroll{max-height:none;overflow:visible}}`;

export const STYLES = [themeStyles(), BASE, HEADER, VERDICT, CHARTS, TABLES, TRACES, DIAGRAM_STYLES].join('');
