import { dateTimeFormat } from '@grafana/data';

/** Values of variables by name; several at once where the variable allows it. */
export type Scope = Record<string, string | string[]>;

const pattern = /\$(\w+)|\[\[(\w+)(?::(\w+))?\]\]|\$\{(\w+)(?::([^}]+))?\}/g;

/** Replaces `$name`, `${name}`, `${name:format}` and `[[name]]`; leaves what is unknown. */
export function interpolate(text: string, scope: Scope, format: 'query' | 'regex' | 'text' = 'text'): string {
  return text.replace(pattern, (all, plain, bracket, bracketFormat, brace, braceFormat) => {
    const value = scope[plain ?? bracket ?? brace];
    return value === undefined ? all : write(value, bracketFormat ?? braceFormat ?? format);
  });
}

function write(value: string | string[], format: string): string {
  const values = Array.isArray(value) ? value : [value];
  const [name, argument] = format.split(/:(.*)/s);
  switch (name) {
    case 'regex':
      return group(values.map(escapeRegex));
    case 'query':
      // As Grafana's Prometheus data source: a variable of one value stands in quotes, one of several in a regular expression.
      return Array.isArray(value)
        ? group(values.map((v) => escapeRegex(v).replace(/\\/g, '\\\\')))
        : value.replace(/\\/g, '\\\\').replace(/"/g, '\\"');
    case 'date':
      return formatDate(Number(values[0]), argument ?? 'iso');
    case 'percentencode':
      return encodeURIComponent(values.join(','));
    default:
      return values.join(name === 'pipe' ? '|' : name === 'text' ? ' + ' : ',');
  }
}

function formatDate(time: number, format: string): string {
  return format === 'seconds'
    ? `${Math.floor(time / 1000)}`
    : format === 'iso'
      ? new Date(time).toISOString()
      : dateTimeFormat(time, { format });
}

const group = (values: string[]) => (values.length === 1 ? values[0] : `(${values.join('|')})`);

const escapeRegex = (text: string) => text.replace(/[\\^$*+?.()|[\]{}]/g, '\\$&');
