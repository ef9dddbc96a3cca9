import type { PanelModel } from './model';
import type { Scope } from './template';
import { chosenValues, type Variable } from './variables';

/** A panel in its place, with the values that it is repeated for. */
export interface Cell {
  key: string;
  panel: PanelModel;
  scope: Scope;
  x: number;
  y: number;
  w: number;
  h: number;
}

/** A row and what stands below it. */
export interface Section {
  key: string;
  row?: PanelModel;
  scope: Scope;
  cells: Cell[];
}

const columns = 24;

/** Grafana's grid: each row panel begins a part; what repeats by a variable stands there once a value. */
export function layOut(panels: PanelModel[], variables: Variable[]): Section[] {
  return partsOf(panels).flatMap(({ row, panels: own }, index) =>
    scopesOf(row, variables).map((scope) => {
      const key = [index, ...Object.values(scope)].join('-');
      return { key, row, scope, cells: place(own.flatMap((panel) => repeat(panel, scope, variables))) };
    })
  );
}

function partsOf(panels: PanelModel[]) {
  const found: { row?: PanelModel; panels: PanelModel[] }[] = [{ panels: [] }];
  for (const panel of byPlace(panels)) {
    if (panel.type === 'row') {
      found.push({ row: panel, panels: byPlace(panel.panels ?? []) });
    } else {
      found.at(-1)!.panels.push(panel);
    }
  }
  return found.filter((part) => part.row || part.panels.length > 0);
}

const byPlace = (panels: PanelModel[]) =>
  [...panels].sort((a, b) => a.gridPos.y - b.gridPos.y || a.gridPos.x - b.gridPos.x);

/** One scope for each chosen value of the variable that it repeats by; an empty one for what does not repeat. */
function scopesOf(panel: PanelModel | undefined, variables: Variable[]): Scope[] {
  const variable = variables.find(({ model }) => model.name === panel?.repeat);
  const values = variable ? chosenValues(variable) : [];
  return values.length > 0 ? values.map((value) => ({ [variable!.model.name]: [value] })) : [{}];
}

function repeat(panel: PanelModel, rowScope: Scope, variables: Variable[]): Cell[] {
  const scopes = scopesOf(panel, variables);
  const { x, y, w, h } = panel.gridPos;
  const isAcross = panel.repeat && Object.keys(scopes[0]).length > 0 && panel.repeatDirection !== 'v';
  const width = isAcross ? Math.max(1, Math.floor(columns / Math.min(scopes.length, panel.maxPerRow || 4))) : w;
  const perLine = Math.max(1, Math.floor(columns / width));
  return scopes.map((scope, index) => ({
    key: [panel.id, ...Object.values(scope)].join('-'),
    panel,
    scope: { ...rowScope, ...scope },
    x: isAcross ? (index % perLine) * width : x,
    y,
    w: width,
    h,
  }));
}

/** Moves each panel up to the ones above it, or down until it covers none. */
function place(cells: Cell[]): Cell[] {
  const free = new Array<number>(columns).fill(0);
  return cells.map((cell) => {
    const w = Math.min(columns, Math.max(1, Math.round(cell.w)));
    const x = Math.min(columns - w, Math.max(0, Math.round(cell.x)));
    const h = Math.max(1, Math.round(cell.h));
    const y = Math.max(...free.slice(x, x + w));
    free.fill(y + h, x, x + w);
    return { ...cell, x, y, w, h };
  });
}
