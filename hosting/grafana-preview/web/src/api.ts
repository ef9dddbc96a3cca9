import type { DataSource } from './model';

/** Asks this page's server; an answer that is none is an error that says what the server said. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(path, { signal });
  const body = await response.json().catch(() => undefined);
  if (!response.ok) {
    throw new Error(body?.message ?? `${path} answered ${response.status}.`);
  }
  return body;
}

export interface Series {
  metric: Record<string, string>;
  value?: [number, string];
  values?: [number, string][];
}

export type QueryAnswer = { resultType: 'matrix' | 'vector'; result: Series[] } | { resultType: 'scalar'; result: [number, string] };

/** Asks Prometheus through the server; `path` is that of its HTTP API. */
export async function askPrometheus<T>(source: DataSource, path: string, parameters: Record<string, string>, signal?: AbortSignal): Promise<T> {
  const address = `/api/datasources/proxy/uid/${source.uid}/api/v1/${path}`;
  const body = new URLSearchParams(parameters);
  const response = path.startsWith('label/') ? await fetch(`${address}?${body}`, { signal }) : await fetch(address, { method: 'POST', body, signal });
  const answer = await response.json().catch(() => undefined);
  if (answer?.status !== 'success') {
    throw new Error(answer?.error ?? `${source.name} answered ${response.status}.`);
  }
  return answer.data;
}
