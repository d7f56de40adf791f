/** How the diagram looks around its drawing. */

export const DIAGRAM_STYLES = `
.diagram form{display:flex;flex-wrap:wrap;gap:8px 14px;align-items:end;margin:0 0 10px;font-size:.84rem}
.diagram label{display:flex;flex-direction:column;color:var(--quiet);max-width:100%}
.diagram label[hidden]{display:none}
.diagram label.check{flex-direction:row;align-items:center;gap:6px;min-height:30px}
.diagram input,.diagram select{font:inherit;color:var(--text);background:var(--ground);border:1px solid var(--edge);border-radius:6px;padding:3px 7px;min-height:30px;width:8.5em;max-width:100%}
.diagram select{width:11em}
.diagram .check input{width:16px;min-height:16px}
.moves{display:flex;gap:8px;margin:0 0 8px}
.moves button{min-width:36px}
.moves button:disabled{opacity:.5;cursor:default}
#diagram-scroll{max-height:620px;overflow-y:auto;border:1px solid var(--line);border-radius:8px}
#diagram-spacer{position:relative;min-height:120px}
#diagram-canvas{position:sticky;top:0;display:block;width:100%;height:min(620px,100%);touch-action:pan-y;cursor:grab}
#diagram-canvas:active{cursor:grabbing}
#diagram-canvas:focus-visible{outline-offset:-3px}
.event{min-height:1.6em;font-size:.9rem;margin:8px 0}
.diagram td button{font-variant-numeric:tabular-nums;min-height:24px;padding:1px 8px}
.diagram tr.failed td{color:var(--bad)}
.diagram tr.selected{background:var(--raised)}
.diagram tr.proof td{font-weight:650}
.proof-link{white-space:nowrap}
.bar-of{display:inline-block;width:18px;height:8px;border-radius:1px}
.reads{background:var(--run-0)}
.writes{background:var(--run-1)}`;
