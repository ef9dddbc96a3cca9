import { useEffect, useState } from 'react';
import { getJson } from './api';

/** What a path of the server answers, asked again so that a changed file is seen; the same value while the answer is the same. */
export function usePolled<T>(path: string): { value?: T; error?: string } {
  const [state, setState] = useState<{ path: string; text: string; value?: T; error?: string }>();
  useEffect(() => {
    const stop = new AbortController();
    const ask = async () => {
      try {
        const value = await getJson<T>(path, stop.signal);
        const text = JSON.stringify(value);
        setState((before) => (before?.path === path && before.text === text ? before : { path, text, value }));
      } catch (error) {
        if (!stop.signal.aborted) {
          const message = (error as Error).message;
          setState((before) => (before?.error === message ? before : { path, text: '', error: message }));
        }
      }
    };
    void ask();
    const timer = setInterval(ask, 5000);
    return () => {
      clearInterval(timer);
      stop.abort();
    };
  }, [path]);
  return state?.path === path ? state : {};
}
