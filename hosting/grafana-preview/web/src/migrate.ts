import { sharedSingleStatMigrationHandler, sharedSingleStatPanelChangedHandler } from '@grafana/ui';
import type { PanelModel } from './model';

const successors: Record<string, string> = { graph: 'timeseries', 'table-old': 'table' };

/** The type that Grafana draws a panel as today. */
export function typeOf({ type, gauge, xaxis }: any): string {
  if (/singlestat/.test(type)) {
    return gauge?.show ? 'gauge' : 'stat';
  }
  const isOverTime = type !== 'graph' || (xaxis?.mode ?? 'time') === 'time';
  return isOverTime ? (successors[type] ?? type) : xaxis.mode === 'histogram' ? 'histogram' : 'barchart';
}

/** A panel of a type or form that Grafana no longer has, as what took its place; one of today's as it is. */
export function migrate(panel: PanelModel): PanelModel {
  const old: any = panel;
  const type = typeOf(panel);
  if (type !== panel.type) {
    return {
      ...panel,
      type,
      ...(type === 'timeseries' ? fromGraph(old) : type === 'table' ? {} : fromSinglestat(old)),
    };
  }
  if (type === 'text' && !panel.options) {
    return { ...panel, options: { mode: old.mode, content: old.content } };
  }
  if (panel.options?.fieldOptions) {
    const target = structuredClone(old);
    // It writes the panel's fieldConfig, too.
    target.options = sharedSingleStatMigrationHandler(target);
    return target;
  }
  return panel;
}

type Settings = Pick<PanelModel, 'options' | 'fieldConfig'>;

/** Grafana's own migration, and what the stat and the gauge add to it. */
function fromSinglestat(old: any): Settings {
  const target: any = { options: {} };
  const options: any = sharedSingleStatPanelChangedHandler(target, 'singlestat', { angular: old });
  const look = {
    graphMode: old.sparkline?.show ? 'area' : 'none',
    colorMode: old.colorBackground ? 'background' : old.colorValue ? 'value' : 'none',
    textMode: old.valueName === 'name' ? 'name' : 'auto',
    showThresholdMarkers: old.gauge?.thresholdMarkers,
  };
  return { fieldConfig: target.fieldConfig, options: { ...options, ...look } };
}

const calculations = { min: 'min', max: 'max', avg: 'mean', current: 'lastNotNull', total: 'sum' };

function fromGraph(old: any): Settings {
  const [left = {}, right = {}] = old.yaxes ?? [];
  const { show = true, values, alignAsTable, rightSide, ...shown } = old.legend ?? {};
  const calcs = Object.entries(calculations).flatMap(([name, calc]) => (values && shown[name] ? [calc] : []));
  const colors = Object.entries(old.aliasColors ?? {}).map(([alias, color]) => ({ alias, color }));
  const limits: any[] = (old.thresholds ?? []).filter((limit: any) => limit.line || limit.fill);
  return {
    options: {
      legend: {
        showLegend: show,
        displayMode: alignAsTable ? 'table' : 'list',
        placement: rightSide ? 'right' : 'bottom',
        calcs,
      },
      tooltip: { mode: old.tooltip?.shared === false ? 'single' : 'multi' },
    },
    fieldConfig: {
      defaults: {
        thresholds: { mode: 'absolute' as never, steps: toSteps(limits) },
        custom: {
          spanNulls: old.nullPointMode === 'connected',
          thresholdsStyle: {
            mode: limits.length === 0 ? 'off' : limits.some((limit) => limit.fill) ? 'line+area' : 'line',
          },
        },
      },
      overrides: [
        override({ id: 'byType', options: 'number' }, { ...axis(left), ...look({ fill: 1, points: false, ...old }) }),
        ...[...colors, ...(old.seriesOverrides ?? [])].map((series: any) =>
          override(
            { id: /^\/.*\/$/.test(series.alias) ? 'byRegexp' : 'byName', options: series.alias },
            { ...(series.yaxis === 2 && { ...axis(right), 'custom.axisPlacement': 'right' }), ...look(series) }
          )
        ),
      ],
    },
  };
}

/** How a graph, or a series of its own, says that lines, areas and points look. */
const look = ({ bars, lines, fill, linewidth, steppedLine, points, stack, percentage, transform, color }: any) => ({
  'custom.drawStyle': bars ? 'bars' : lines === false ? 'points' : undefined,
  'custom.fillOpacity': bars ? 80 : fill === undefined ? undefined : fill * 10,
  'custom.lineWidth': linewidth,
  'custom.lineInterpolation': steppedLine ? 'stepAfter' : undefined,
  'custom.showPoints': points === undefined ? undefined : points ? 'always' : 'never',
  'custom.stacking':
    stack === undefined ? undefined : { mode: stack ? (percentage ? 'percent' : 'normal') : 'none', group: 'A' },
  'custom.transform': transform,
  color: color && { mode: 'fixed', fixedColor: color },
});

/** The unit, bounds and scale of an axis; bounds may be written as text. */
const axis = ({ format, min, max, decimals, label, logBase, show }: any) => ({
  unit: format,
  min: min == null || min === '' ? undefined : Number(min),
  max: max == null || max === '' ? undefined : Number(max),
  decimals,
  'custom.axisLabel': label,
  'custom.axisPlacement': show === false ? 'hidden' : undefined,
  'custom.scaleDistribution': logBase > 1 ? { type: 'log', log: logBase } : undefined,
});

const limitColors: Record<string, string> = { critical: 'red', warning: 'orange', ok: 'green' };

/** Each limit colours what lies beyond it. */
function toSteps(limits: any[]) {
  const color = ({ colorMode, lineColor, fillColor }: any) => limitColors[colorMode] ?? lineColor ?? fillColor ?? 'red';
  const below = limits.find(({ op }) => op === 'lt');
  const steps = limits.map((limit) => ({
    value: limit.value,
    color: limit.op === 'lt' ? 'transparent' : color(limit),
  }));
  return [
    { value: -Infinity, color: below ? color(below) : 'transparent' },
    ...steps.sort((a, b) => a.value - b.value),
  ];
}

function override(matcher: { id: string; options: string }, properties: Record<string, unknown>) {
  return {
    matcher,
    properties: Object.entries(properties).flatMap(([id, value]) => (value == null ? [] : [{ id, value }])),
  };
}
