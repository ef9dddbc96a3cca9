import { stringToJsRegex, type TimeRange } from '@grafana/data';
import type { DataSource, VariableModel } from './model';
import { findSource, stepOf } from './query';
import { interpolate, type Scope } from './template';
import { queryValues } from './variableQuery';

export const all = '$__all';

/** A variable with what can be chosen and what is; an error where its values cannot be found. */
export interface Variable {
  model: VariableModel;
  options: Option[];
  chosen: string[];
  error?: string;
}

interface Option {
  label: string;
  value: string;
}

/** Finds every variable's options and value, in order: one may use those before it. A failed one keeps what it had. */
export async function loadVariables(
  models: VariableModel[],
  sources: DataSource[],
  range: TimeRange,
  chosen: (name: string) => string[],
  signal: AbortSignal
) {
  const variables: Variable[] = [];
  const scope: Scope = timeScope(range);
  for (const model of models) {
    let [found, error] = [[] as Option[], undefined as string | undefined];
    try {
      found = await optionsOf(model, sources, scope, range, signal);
    } catch (failure) {
      error = (failure as Error).message;
    }
    const options = model.includeAll ? [{ label: 'All', value: all }, ...found] : found;
    const wanted = chosen(model.name).length > 0 ? chosen(model.name) : [model.current?.value ?? []].flat().map(String);
    // What was chosen is kept even where the data does not know it (yet); a default only where it is an option.
    const isFree = error || model.type === 'textbox' || chosen(model.name).length > 0;
    const kept = wanted.filter((value) => value !== '' && (isFree || options.some((o) => o.value === value)));
    const picked = kept.length > 0 ? kept : options.slice(0, 1).map((o) => o.value);
    const variable = { model, options, chosen: picked, error };
    variables.push(variable);
    scope[model.name] = valueOf(variable, range);
  }
  return { variables, scope };
}

/** Grafana's own variables that say which time is shown. */
export const timeScope = ({ from, to }: TimeRange): Scope => ({ __from: `${from.valueOf()}`, __to: `${to.valueOf()}` });

/** Each value that is chosen, with all of them for All. */
export const chosenValues = ({ options, chosen }: Variable) =>
  chosen.includes(all) ? options.map((o) => o.value).filter((v) => v !== all) : chosen;

function valueOf(variable: Variable, range: TimeRange): string | string[] {
  const { model, chosen } = variable;
  if (chosen.includes(all)) {
    return model.allValue || chosenValues(variable);
  }
  if (chosen[0]?.startsWith('$__auto')) {
    return `${stepOf(range, model.auto_count ?? 30, model.auto_min ?? '10s')}s`;
  }
  return model.multi || model.includeAll ? chosen : (chosen[0] ?? '');
}

async function optionsOf(
  model: VariableModel,
  sources: DataSource[],
  scope: Scope,
  range: TimeRange,
  signal: AbortSignal
): Promise<Option[]> {
  const query = interpolate(
    typeof model.query === 'string' ? model.query : String(model.query?.query ?? ''),
    scope,
    'query'
  );
  const regex = model.regex ? stringToJsRegex(interpolate(model.regex, scope, 'regex')) : undefined;
  switch (model.type) {
    case 'datasource':
      return sources
        .filter((s) => s.type === query && (!regex || regex.test(s.name)))
        .map((s) => ({ label: s.name, value: s.uid }));
    case 'query':
      return toOptions(
        await queryValues(query, findSource(model.datasource, { sources, scope }), range, signal),
        regex,
        model.sort ?? 0
      );
    case 'custom':
    case 'interval':
    case 'constant':
    case 'textbox': {
      // The query is the list.
      const items = model.type === 'textbox' ? [query] : query.split(/(?<!\\),/);
      const given = items
        .map((item) => item.split(' : ').map((part) => part.trim()))
        .map(([label, value = label]) => ({ label, value }));
      return model.type === 'interval' && model.auto
        ? [{ label: 'auto', value: `$__auto_interval_${model.name}` }, ...given]
        : given;
    }
    default:
      throw new Error(`Only Grafana has variables of type ${model.type}.`);
  }
}

/** The part of each value that the expression picks, as text and as value where its groups are named so. */
function toOptions(values: string[], regex: RegExp | undefined, sort: number): Option[] {
  const options = values.flatMap((text): Option[] => {
    const match = regex ? text.match(new RegExp(regex.source, regex.flags.replace('g', ''))) : [text];
    const { value, text: label } = ((match as RegExpMatchArray | null)?.groups ?? {}) as Record<
      string,
      string | undefined
    >;
    const picked = match?.slice(1).find((group) => group !== undefined) ?? match?.[0];
    return picked === undefined ? [] : [{ label: label ?? value ?? picked, value: value ?? label ?? picked }];
  });
  const distinct = [...new Map(options.map((option) => [option.value, option])).values()];
  // Odd numbers are ascending; 3 and 4 are numerical, 7 and 8 natural.
  const numeric = sort === 3 || sort === 4 || sort >= 7;
  return sort === 0
    ? distinct
    : distinct.sort((a, b) => a.label.localeCompare(b.label, undefined, { numeric }) * (sort % 2 === 0 ? -1 : 1));
}
