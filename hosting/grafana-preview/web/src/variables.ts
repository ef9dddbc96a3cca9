import { stringToJsRegex, type TimeRange } from '@grafana/data';
import { askPrometheus } from './api';
import type { DataSource, VariableModel } from './model';
import { findSource } from './query';
import { interpolate, type Scope } from './template';

export const all = '$__all';

/** A variable with what can be chosen and what is. */
export interface Variable {
  model: VariableModel;
  options: { label: string; value: string }[];
  chosen: string[];
}

/** Finds every variable's options and value, in order, since one may use those before it. */
export async function loadVariables(models: VariableModel[], sources: DataSource[], range: TimeRange, chosen: (name: string) => string[], signal: AbortSignal) {
  const variables: Variable[] = [];
  const scope: Scope = {};
  for (const model of models) {
    const found = await optionsOf(model, sources, scope, range, signal);
    const options = model.includeAll ? [{ label: 'All', value: all }, ...found] : found;
    const wanted = chosen(model.name).length > 0 ? chosen(model.name) : [model.current?.value ?? []].flat();
    // What was chosen is kept even where the data does not know it (yet); a default only where it is an option.
    const kept = wanted.filter((value) => value !== '' && (chosen(model.name).includes(value) || options.some((o) => o.value === value)));
    const variable = { model, options, chosen: kept.length > 0 ? kept : options.slice(0, 1).map((o) => o.value) };
    variables.push(variable);
    scope[model.name] = valueOf(variable);
  }
  return { variables, scope };
}

function valueOf({ model, options, chosen }: Variable): string | string[] {
  if (chosen.includes(all)) {
    return model.allValue || options.map((o) => o.value).filter((v) => v !== all);
  }
  return model.multi || model.includeAll ? chosen : (chosen[0] ?? '');
}

async function optionsOf(model: VariableModel, sources: DataSource[], scope: Scope, range: TimeRange, signal: AbortSignal) {
  const query = interpolate(typeof model.query === 'string' ? model.query : String(model.query?.query ?? ''), scope, 'query');
  switch (model.type) {
    case 'datasource':
      return sources.filter((s) => s.type === query).map((s) => ({ label: s.name, value: s.uid }));
    case 'query':
      return toOptions(await queryValues(query, findSource(model.datasource, { sources, scope }), range, signal), model);
    default:
      // custom, interval, constant, textbox: the query is the list.
      return query.split(',').map((item) => {
        const [label, value = label] = item.split(' : ').map((part) => part.trim());
        return { label, value };
      });
  }
}

async function queryValues(query: string, source: DataSource, range: TimeRange, signal: AbortSignal): Promise<string[]> {
  const time = { start: `${range.from.valueOf() / 1000}`, end: `${range.to.valueOf() / 1000}` };
  const labelValues = /^label_values\((?:(.+),\s*)?(\w+)\)$/s.exec(query);
  if (!labelValues) {
    throw new Error(`This preview does not know the variable query '${query}'.`);
  }
  const [, selector, label] = labelValues;
  return askPrometheus<string[]>(source, `label/${label}/values`, selector ? { ...time, 'match[]': selector } : time, signal);
}

function toOptions(values: string[], model: VariableModel) {
  const regex = model.regex ? stringToJsRegex(model.regex) : undefined;
  const matched = regex ? values.flatMap((value) => regex.exec(value)?.slice(0, 2).reverse().find((part) => part !== undefined) ?? []) : values;
  const distinct = [...new Set(matched)];
  if (model.sort) {
    distinct.sort((a, b) => a.localeCompare(b, undefined, { numeric: true }) * (model.sort! % 2 === 0 ? -1 : 1));
  }
  return distinct.map((value) => ({ label: value, value }));
}
