import { rangeUtil } from '@grafana/data';
import type { DashboardModel, PanelModel } from './model';

// What anybody may have written: a list that is none counts as empty, a number that is none as missing.
const list = (value: unknown): any[] =>
  Array.isArray(value) ? value.filter((item) => item && typeof item === 'object') : [];
const number = (value: unknown, otherwise: number) => (Number.isFinite(value) ? (value as number) : otherwise);

/** A dashboard's JSON with what Grafana fills in where it is silent, in today's form whatever version wrote it. */
export function readBoard(json: any): DashboardModel {
  const isOld = list(json.panels).length === 0 && list(json.rows).length > 0;
  return {
    ...json,
    panels: isOld ? fromRows(list(json.rows)) : list(json.panels).map((panel, index) => readPanel(panel, index)),
    links: list(json.links).map((link) => ({ ...link, title: `${link.title ?? ''}`, tags: [link.tags ?? []].flat() })),
    templating: { list: list(json.templating?.list).filter((variable) => variable.name) },
    annotations: { list: list(json.annotations?.list) },
    refresh: json.refresh === 'auto' || isInterval(json.refresh) ? json.refresh : '',
  };
}

function isInterval(text: unknown): boolean {
  try {
    return rangeUtil.intervalToMs(`${text}`) > 0;
  } catch {
    return false;
  }
}

function readPanel(json: any, place: string | number): PanelModel {
  const { x, y, w, h } = json.gridPos ?? {};
  return {
    ...json,
    id: json.id ?? `at-${place}`,
    // What a library panel is stands in a Grafana, not in the file.
    type: json.type ?? (json.libraryPanel ? 'library panel' : 'unknown'),
    title: `${json.title ?? ''}`,
    gridPos: { x: number(x, 0), y: number(y, 0), w: number(w, 6), h: number(h, 3) },
    links: list(json.links),
    targets: list(json.targets),
    transformations: list(json.transformations),
    fieldConfig: { defaults: json.fieldConfig?.defaults ?? {}, overrides: list(json.fieldConfig?.overrides) },
    panels: list(json.panels).map((inner, index) => readPanel(inner, `${place}-${index}`)),
  };
}

/** Before version 5 panels stood in rows, with a width of twelve columns and no place. */
function fromRows(rows: any[]): PanelModel[] {
  const hasTitles = rows.some((row) => row.showTitle || row.collapse || row.repeat);
  let y = 0;
  return rows.flatMap(({ title, repeat, collapse, height, panels }, at) => {
    const head = readPanel(
      { type: 'row', title, repeat, collapsed: !!collapse, gridPos: { y, w: 24, h: 1 } },
      `row-${at}`
    );
    let [x, lineHeight] = [0, 0];
    y++;
    const placed = list(panels).map((panel, index) => {
      const w = Math.min(24, Math.max(1, Math.floor(number(panel.span, 4) * 2)));
      const h = Math.max(3, Math.ceil((parseInt(panel.height ?? height, 10) || 250) / 38));
      if (x + w > 24) {
        [x, y, lineHeight] = [0, y + lineHeight, 0];
      }
      const gridPos = { x, y, w, h };
      [x, lineHeight] = [x + w, Math.max(lineHeight, h)];
      return readPanel({ ...panel, gridPos }, `${at}-${index}`);
    });
    y += lineHeight;
    return !hasTitles ? placed : collapse ? [{ ...head, panels: placed }] : [head, ...placed];
  });
}
