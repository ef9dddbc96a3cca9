import { createTheme, ThemeContext } from '@grafana/data';
import {
  Alert, Badge, EmptyState, ErrorBoundaryAlert, GlobalStyles, Icon, IconButton, PortalContainer,
} from '@grafana/ui';
import { useEffect, useMemo, useState } from 'react';
import { getJson } from './api';
import { readBoard } from './board';
import { Dashboard } from './Dashboard';
import { goTo, setParameters, useLocation } from './location';
import type { DataSource, Overview } from './model';
import { usePolled } from './poll';
import { PageStyles } from './PageStyles';
import { Skeleton } from './Skeleton';

/** The whole page: a dashboard, or the list of them. */
export function App() {
  const url = useLocation();
  // The server has put what was chosen before into the page, so that it has its colours from the first moment.
  const theme = url.searchParams.get('theme') ?? document.documentElement.dataset.theme ?? 'dark';
  const grafanaTheme = useMemo(() => createTheme({ colors: { mode: theme === 'light' ? 'light' : 'dark' } }), [theme]);
  const { value: overview, error } = usePolled<Overview>('/api/preview');
  const uid = /^\/d\/([^/]+)/.exec(url.pathname)?.[1] ?? (url.pathname === '/' ? overview?.home : undefined);
  return (
    <ThemeContext.Provider value={grafanaTheme}>
      <GlobalStyles />
      <PageStyles />
      <ErrorBoundaryAlert title="This page cannot be shown" dependencies={[url.href]}>
        {error && <Alert title={`The server of this page does not answer: ${error}`} severity="warning" />}
        {!overview && !error && <Skeleton />}
        {overview && (uid ? <DashboardPage key={uid} uid={uid} overview={overview} theme={theme} /> : <ListPage overview={overview} theme={theme} />)}
      </ErrorBoundaryAlert>
      <About />
      <PortalContainer />
    </ThemeContext.Provider>
  );
}

type Answer = { dashboard: unknown; meta: { folderTitle: string } };

function DashboardPage({ uid, overview, theme }: { uid: string; overview: Overview; theme: string }) {
  const { value, error } = usePolled<Answer>(`/api/dashboards/uid/${uid}`);
  const [sources, setSources] = useState<DataSource[]>();
  const [sourcesError, setSourcesError] = useState<string>();
  useEffect(() => void getJson<DataSource[]>('/api/datasources').then(setSources, (e: Error) => setSourcesError(e.message)), []);
  const dashboard = useMemo(() => value && readBoard(value.dashboard), [value]);
  const title = dashboard?.title ?? uid;
  useEffect(() => void (document.title = `${title} (preview)`), [title]);
  const header = (controls?: React.ReactNode) => (
    <>
      <Header title={title} folder={value?.meta.folderTitle} theme={theme}>
        {controls}
      </Header>
      <Problems overview={overview} />
    </>
  );
  if (dashboard && sources) {
    return <Dashboard dashboard={dashboard} sources={sources} entries={overview.dashboards} toolbar={header} />;
  }
  const problem = sourcesError ?? (error && `There is no dashboard '${uid}' to show. ${error}.`);
  return (
    <>
      {header()}
      {problem ? <Alert title={problem} severity="error" /> : <Skeleton />}
    </>
  );
}

function ListPage({ overview, theme }: { overview: Overview; theme: string }) {
  useEffect(() => void (document.title = 'Dashboards (preview)'), []);
  const folders = Map.groupBy(overview.dashboards, (entry) => entry.folderTitle ?? 'General');
  return (
    <>
      <Header title="" theme={theme} />
      <Problems overview={overview} />
      <main className="list">
        {overview.dashboards.length === 0 && <EmptyState variant="call-to-action" message="No dashboards: drop a JSON file into monitoring/grafana/dashboards." />}
        {[...folders].map(([folder, entries]) => (
          <section key={folder}>
            <h2>
              <Icon name="folder-open" size="lg" /> {folder}
            </h2>
            <ul>
              {entries.map((entry) => (
                <li key={entry.uid}>
                  <PageLink path={entry.url}>
                    <Icon name="apps" /> {entry.title}
                  </PageLink>
                  <span>{entry.tags.map((tag) => <Badge key={tag} text={tag} color="darkgrey" />)}</span>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </main>
    </>
  );
}

/** A link within this page. */
function PageLink({ path, children }: { path: string; children: React.ReactNode }) {
  const open = (event: React.MouseEvent) => {
    event.preventDefault();
    goTo(path);
  };
  return (
    <a href={path} onClick={open}>
      {children}
    </a>
  );
}

function Header({ title, folder, theme, children }: { title: string; folder?: string; theme: string; children?: React.ReactNode }) {
  const other = theme === 'light' ? 'dark' : 'light';
  const change = () => {
    document.documentElement.dataset.theme = other;
    document.cookie = `theme=${other}; path=/; max-age=31536000; samesite=strict`;
    setParameters({ theme: other });
  };
  return (
    <header className="header">
      <nav className="crumbs" aria-label="Breadcrumbs">
        <PageLink path="/dashboards">Dashboards</PageLink>
        {folder && <span className="folder">› {folder}</span>}
        {title && <h1>› {title}</h1>}
        <a href="#about" aria-label="What this page is">
          <Badge text="Preview" icon="info-circle" color="orange" />
        </a>
      </nav>
      <div className="controls">
        {children}
        <IconButton name={'adjust-circle'} size="lg" aria-label={`Use the ${other} theme`} tooltip={`Use the ${other} theme`} onClick={change} />
      </div>
    </header>
  );
}

/** What this page is, and how to get the real one. */
function About() {
  return (
    <footer id="about" className="about">
      This page is a preview of the dashboards, not Grafana. It reads the same files and asks the same Prometheus. For Grafana itself, run with Docker or Podman, or{' '}
      <a href="https://grafana.com/docs/grafana/latest/setup-grafana/installation/" target="_blank" rel="noreferrer">
        install it
      </a>{' '}
      so that <code>grafana</code> is on the PATH, and start again.
    </footer>
  );
}

const Problems = ({ overview }: { overview: Overview }) => overview.problems.map(({ file, message }) => <Alert key={file} title={message} severity="error" />);
