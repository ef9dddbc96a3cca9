import { type DataFrame, LoadingState, renderMarkdown } from '@grafana/data';
import { Alert, ErrorBoundary, Icon, PanelChrome, useTheme2 } from '@grafana/ui';
import { useEffect, useRef, useState } from 'react';
import type { Event } from './annotations';
import { prepareFrames } from './fields';
import type { PanelModel } from './model';
import { StateTimelineBody } from './panels/StateTimelineBody';
import { TableBody } from './panels/TableBody';
import { TextBody } from './panels/TextBody';
import { TimeSeriesBody } from './panels/TimeSeriesBody';
import type { BodyProps } from './panels/types';
import { BarGaugeBody, GaugeBody, StatBody } from './panels/ValueBodies';
import { queryPanel, type QueryContext } from './query';
import { interpolate } from './template';
import { useSize } from './useSize';

const bodies: Record<string, (props: BodyProps) => React.ReactNode> = {
  timeseries: TimeSeriesBody,
  stat: StatBody,
  gauge: GaugeBody,
  bargauge: BarGaugeBody,
  table: TableBody,
  'state-timeline': StateTimelineBody,
  text: TextBody,
};

interface Props {
  panel: PanelModel;
  context: QueryContext;
  events: Event[];
  timeZone: string;
  onZoom: (range: { from: number; to: number }) => void;
}

type State = 'loading' | 'done' | 'empty' | 'error';

/** One panel: asks, and draws the answer in Grafana's frame; what goes wrong is said in it and stays in it. */
export function Panel({ panel, context, events, timeZone, onZoom }: Props) {
  const theme = useTheme2();
  const outer = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(outer);
  const { frames, error, isLoading, range } = usePanelData(panel, context, width, timeZone);
  const Body = bodies[panel.type];
  const hasQueries = panel.type !== 'text';
  const isEmpty = hasQueries && frames !== undefined && frames.every((frame) => frame.length === 0);
  const state: State = error ? 'error' : hasQueries && !frames ? 'loading' : isEmpty ? 'empty' : 'done';
  const text = (value: string | undefined) => interpolate(value ?? '', context.scope);

  const body = (bodyWidth: number, bodyHeight: number) => {
    if (!Body) {
      return <Message text={`The preview does not draw panels of type ${panel.type}.`} />;
    }
    if (error && !frames?.length) {
      return <Message text={error} isError />;
    }
    if (state === 'loading') {
      return null;
    }
    if (isEmpty) {
      return <Message text={panel.fieldConfig?.defaults?.noValue ?? 'No data'} />;
    }
    return (
      <ErrorBoundary dependencies={[frames, panel]}>
        {({ error: broken }) =>
          broken ? (
            <Message text={`This panel cannot be drawn: ${broken.message}`} isError />
          ) : (
            <Body panel={panel} frames={frames ?? []} events={events} range={range ?? context.range} timeZone={timeZone} scope={context.scope} width={bodyWidth} height={bodyHeight} onZoom={onZoom} />
          )
        }
      </ErrorBoundary>
    );
  };

  return (
    <div ref={outer} className="panel" data-panel={panel.id} data-title={panel.title} data-type={panel.type} data-state={state} data-until={range?.to.valueOf()}>
      {width > 0 && (
        <PanelChrome
          width={width}
          height={height}
          title={text(panel.title)}
          description={panel.description ? () => renderMarkdown(text(panel.description)) : undefined}
          displayMode={panel.transparent ? 'transparent' : 'default'}
          loadingState={isLoading ? LoadingState.Loading : error ? LoadingState.Error : LoadingState.Done}
          statusMessage={error}
          padding={panel.type === 'table' ? 'none' : 'md'}
          titleItems={panel.links?.map((link) => (
            <PanelChrome.TitleItem key={link.title} href={text(link.url)} target={link.targetBlank ? '_blank' : undefined} title={text(link.title)}>
              <Icon name={/runbook/i.test(link.title) ? 'book' : 'external-link-alt'} size="md" color={theme.colors.text.secondary} />
            </PanelChrome.TitleItem>
          ))}
        >
          {body}
        </PanelChrome>
      )}
    </div>
  );
}

function Message({ text, isError }: { text: string; isError?: boolean }) {
  return <div className="panel-message">{isError ? <Alert title={text} severity="error" /> : text}</div>;
}

interface Data {
  frames?: DataFrame[];
  range?: QueryContext['range'];
  error?: string;
  isLoading: boolean;
}

/** A panel's frames, asked again whenever the panel, the time or a variable changes; the last ones stay meanwhile. */
function usePanelData(panel: PanelModel, context: QueryContext, width: number, timeZone: string): Data {
  const theme = useTheme2();
  const [data, setData] = useState<Data>({ isLoading: true });
  const isMeasured = width > 0;
  useEffect(() => {
    if (!isMeasured || panel.type === 'text') {
      return;
    }
    const stop = new AbortController();
    setData((before) => ({ ...before, isLoading: true }));
    (async () => {
      try {
        const raw = await queryPanel(panel, Math.round(width), context, stop.signal);
        const frames = await prepareFrames(raw, panel, context.scope, theme, timeZone);
        if (!stop.signal.aborted) {
          setData({ frames, range: context.range, isLoading: false });
        }
      } catch (error) {
        if (!stop.signal.aborted) {
          setData({ error: (error as Error).message, isLoading: false });
        }
      }
    })();
    return () => stop.abort();
    // A width that changes by resizing needs no new answer.
  }, [panel, context, isMeasured, theme, timeZone]);
  return panel.type === 'text' ? { frames: [], isLoading: false } : data;
}
