import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
const changed = () => listeners.forEach((listener) => listener());
addEventListener('popstate', changed);

/** The page's address, followed as it changes. */
export function useLocation(): URL {
  const href = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => location.href
  );
  return new URL(href);
}

/** Goes to another page here. */
export function goTo(path: string): void {
  history.pushState(null, '', path);
  changed();
}

/** Changes parameters of the address, which is all of the page's state. */
export function setParameters(parameters: Record<string, string | string[]>): void {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(parameters)) {
    url.searchParams.delete(name);
    [value].flat().forEach((one) => url.searchParams.append(name, one));
  }
  history.replaceState(null, '', url);
  changed();
}
