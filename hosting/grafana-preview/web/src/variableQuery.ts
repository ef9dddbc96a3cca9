import type { TimeRange } from '@grafana/data';
import { askPrometheus, type QueryAnswer } from './api';
import type { DataSource } from './model';

/** What a variable may be chosen from, asked as Grafana's Prometheus data source does; anything else names series. */
export async function queryValues(
  query: string,
  source: DataSource,
  range: TimeRange,
  signal: AbortSignal
): Promise<string[]> {
  const time = { start: `${range.from.valueOf() / 1000}`, end: `${range.to.valueOf() / 1000}` };
  const ask = <T>(path: string, parameters: Record<string, string>) =>
    askPrometheus<T>(source, path, parameters, signal);
  const matching = (selector: string | undefined) => (selector?.trim() ? { ...time, 'match[]': selector } : time);

  const [, ofNames] = /^label_names\((.*)\)\s*$/s.exec(query) ?? [];
  if (ofNames !== undefined) {
    return ask<string[]>('labels', matching(ofNames));
  }

  const [, selector, label] = /^label_values\((?:(.+),\s*)?([a-zA-Z_]\w*)\s*\)\s*$/s.exec(query) ?? [];
  if (label) {
    return ask<string[]>(`label/${label}/values`, matching(selector));
  }

  const [, metrics] = /^metrics\((.*)\)\s*$/s.exec(query) ?? [];
  if (metrics !== undefined) {
    const pattern = new RegExp(metrics);
    return (await ask<string[]>('label/__name__/values', time)).filter((name) => pattern.test(name));
  }

  const [, expression] = /^query_result\((.+)\)\s*$/s.exec(query) ?? [];
  if (expression) {
    const answer = await ask<QueryAnswer>('query', { query: expression, time: time.end });
    return answer.resultType === 'scalar'
      ? [answer.result[1]]
      : answer.result.map(({ metric, value }) => `${nameOf(metric)} ${value![1]} ${value![0] * 1000}`);
  }

  return query.trim() ? (await ask<Record<string, string>[]>('series', matching(query))).map(nameOf) : [];
}

/** A series as `name{label="value"}`. */
function nameOf({ __name__: name = '', ...labels }: Record<string, string>): string {
  return `${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(',')}}`;
}
