import { createDataFrame, type DataFrame, FieldType, rangeUtil, renderLegendFormat, type TimeRange } from '@grafana/data';
import { askPrometheus, type QueryAnswer, type Series } from './api';
import type { DataSource, DataSourceRef, PanelModel, Target } from './model';
import { interpolate, type Scope } from './template';

/** What every query of a dashboard needs. */
export interface QueryContext {
  sources: DataSource[];
  scope: Scope;
  range: TimeRange;
}

/** The data source that a panel, target, variable or annotation means; for a foreign one the only Prometheus. */
export function findSource(
  ref: DataSourceRef | string | null | undefined,
  { sources, scope }: Pick<QueryContext, 'sources' | 'scope'>
): DataSource {
  const { uid, type = 'prometheus' } = typeof ref === 'string' ? { uid: ref } : (ref ?? {});
  const name = interpolate(uid ?? 'default', scope);
  const isDefault = name === 'default';
  const known = sources.find((s) => s.uid === name || s.name === name || (isDefault && s.isDefault));
  const [only, another] = sources.filter((s) => s.type === 'prometheus');
  const found = known ?? (/prometheus/.test(type) && !name.startsWith('-- ') && !another ? only : undefined);
  if (!found) {
    throw new Error(`There is no data source '${name}'${uid && type !== 'prometheus' ? ` of type ${type}` : ''}.`);
  }
  return found;
}

/** The step of a query in seconds, chosen as Grafana chooses it. */
export function stepOf(range: TimeRange, points: number, minimum: string): number {
  const chosen = rangeUtil.calculateInterval(range, points, minimum).intervalMs;
  const limit = (range.to.valueOf() - range.from.valueOf()) / 11_000;
  return Math.max(chosen, limit, 1000) / 1000;
}

/** The range of a query in seconds, on multiples of its step. */
const boundsOf = ({ from, to }: TimeRange, step: number) =>
  [from, to].map((time) => Math.floor(time.valueOf() / 1000 / step) * step) as [number, number];

const scrapeInterval = (source: DataSource) => source.jsonData?.timeInterval ?? '15s';

/** Asks for everything that a panel shows. */
export async function queryPanel(panel: PanelModel, width: number, context: QueryContext, signal: AbortSignal): Promise<DataFrame[]> {
  const targets = (panel.targets ?? []).filter((t) => !t.hide);
  const answers = await Promise.all(
    targets.map(async (target) => {
      const source = findSource(target.datasource ?? panel.datasource, context);
      if (!target.expr) {
        return [];
      }
      const given = target.interval || panel.interval || scrapeInterval(source);
      const minimum = interpolate(given, context.scope).replace(/^>/, '');
      const step = stepOf(context.range, panel.maxDataPoints || width, minimum) * (target.intervalFactor || 1);
      const isInstant = target.instant === true && target.range !== true;
      const answer = await ask(source, target.expr, step, isInstant, context, signal);
      return toFrames(answer, target, context.range, step, targets.length > 1);
    })
  );
  return answers.flat();
}

/** Runs one expression with the variables of the dashboard and Grafana's own. */
export function ask(source: DataSource, expr: string, step: number, isInstant: boolean, context: QueryContext, signal: AbortSignal): Promise<QueryAnswer> {
  const [start, end] = boundsOf(context.range, step);
  const scrape = rangeUtil.intervalToSeconds(scrapeInterval(source));
  const range = Math.round((context.range.to.valueOf() - context.range.from.valueOf()) / 1000);
  const scope: Scope = {
    ...context.scope,
    __interval: `${step}s`,
    __interval_ms: `${step * 1000}`,
    __rate_interval: `${Math.max(step + scrape, 4 * scrape)}s`,
    __range: `${range}s`,
    __range_s: `${range}`,
    __range_ms: `${range * 1000}`,
  };
  const query = interpolate(expr, scope, 'query');
  return isInstant
    ? askPrometheus(source, 'query', { query, time: `${context.range.to.valueOf() / 1000}` }, signal)
    : askPrometheus(source, 'query_range', { query, start: `${start}`, end: `${end}`, step: `${step}` }, signal);
}

function toFrames(answer: QueryAnswer, target: Target, range: TimeRange, step: number, isOneOfSeveral: boolean): DataFrame[] {
  const series: Series[] = answer.resultType === 'scalar' ? [{ metric: {}, value: answer.result }] : answer.result;
  if (target.format === 'table') {
    return series.length === 0 ? [] : [toTable(series, target, isOneOfSeveral)];
  }
  return series.map(({ metric, value, values }) => {
    const samples = values ? onGrid(values, boundsOf(range, step), step) : [[value![0] * 1000, toNumber(value![1])]];
    const { __name__: name, ...labels } = metric;
    return createDataFrame({
      refId: target.refId,
      fields: [
        { name: 'Time', type: FieldType.time, values: samples.map(([time]) => time), config: { interval: step * 1000 } },
        {
          name: name ?? 'Value',
          type: FieldType.number,
          values: samples.map(([, number]) => number),
          labels,
          config: { displayNameFromDS: legendOf(target, metric) },
        },
      ],
    });
  });
}

/** A sample for each step of the range, of no value where there is none: no line crosses a gap. */
function onGrid(samples: [number, string][], [start, end]: [number, number], step: number): [number, number | null][] {
  const known = new Map(samples.map(([time, text]) => [Math.round(time * 1000), toNumber(text)]));
  return Array.from({ length: Math.round((end - start) / step) + 1 }, (_, index) => {
    const time = Math.round((start + index * step) * 1000);
    return [time, known.get(time) ?? null];
  });
}

function toTable(series: Series[], target: Target, isOneOfSeveral: boolean): DataFrame {
  const rows = series.flatMap(({ metric, value, values }) => (values ?? [value!]).map(([time, text]) => ({ metric, time, text })));
  const labels = [...new Set(rows.flatMap((row) => Object.keys(row.metric)))].sort();
  return createDataFrame({
    refId: target.refId,
    fields: [
      { name: 'Time', type: FieldType.time, values: rows.map((row) => row.time * 1000) },
      ...labels.map((label) => ({ name: label, type: FieldType.string, values: rows.map((row) => row.metric[label] ?? '') })),
      { name: isOneOfSeveral ? `Value #${target.refId}` : 'Value', type: FieldType.number, values: rows.map((row) => toNumber(row.text)) },
    ],
  });
}

function legendOf({ legendFormat, expr }: Target, metric: Record<string, string>): string | undefined {
  const isGiven = legendFormat && legendFormat !== '__auto';
  return isGiven ? renderLegendFormat(legendFormat, metric) : Object.keys(metric).length === 0 ? expr : undefined;
}

const toNumber = (text: string) => Number(text.replace('Inf', 'Infinity'));
