/** Draws charts as SVG with ECharts, without a browser. Colours are CSS variables, so one drawing follows both themes. */

import { BarChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent, MarkLineComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { Html, printable } from '../html/html.ts';
import { colour } from '../html/palette.ts';

use([BarChart, LineChart, ScatterChart]);
use([GridComponent, MarkAreaComponent, MarkLineComponent, TitleComponent, SVGRenderer]);

export interface Drawing {
  /** ECharts' options. */
  readonly option: object;
  /** Pixels, at full size. */
  readonly width: number;
  readonly height: number;
}

/** @param id unique among the drawings of the page */
export function drawn({ option, width, height }: Drawing, id: string): Html {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({
      animation: false,
      textStyle: { color: colour('text'), fontFamily: 'inherit' },
      ...option,
    });
    return new Html(cleaned(chart.renderToSVGString({ useViewBox: true }), id));
  } finally {
    chart.dispose();
  }
}

/**
 * Nothing reacts to a pointer, so what only serves that is cut out. ECharts also numbers its drawings in the order in which
 * they are made, but the same report must give the same page.
 */
function cleaned(svg: string, id: string): string {
  return printable(svg)
    .replace(/<style ?>.*?<\/style>/s, '')
    .replace(/<path [^>]*fill-opacity="0"[^>]*><\/path>\n?/g, '')
    .replace(/ (?:class|ecmeta_\w+|pointer-events|xmlns|xmlns:xlink|version|baseProfile)="[^"]*"/g, '')
    .replace(/\bzr\d+-/g, `${id}-`)
    .replace(/ (?:d|transform|points|x|y)="[^"]*"/g, (attribute) => attribute.replace(/(\.\d)\d+/g, '$1'))
    .replaceAll('font-family:inherit;', '')
    .replace('<svg ', '<svg aria-hidden="true" focusable="false" ')
    .replaceAll(/\n+/g, '\n');
}
