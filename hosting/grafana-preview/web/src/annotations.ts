import { renderLegendFormat } from '@grafana/data';
import type { Series } from './api';
import type { AnnotationModel, DashboardModel } from './model';
import { ask, findSource, type QueryContext, stepOf } from './query';

/** Something that happened, from a moment to a moment. */
export interface Event {
  from: number;
  to: number;
  title: string;
  text: string;
  color: string;
}

/** Asks for a dashboard's annotations: each unbroken stretch of samples over zero is an event. One may fail alone. */
export async function queryEvents(dashboard: DashboardModel, context: QueryContext, signal: AbortSignal): Promise<Event[]> {
  const models = (dashboard.annotations?.list ?? []).filter((a) => a.enable !== false && !a.builtIn && (a.expr ?? a.target?.expr));
  const events = await Promise.allSettled(
    models.map(async (model) => {
      const source = findSource(model.datasource, context);
      const step = stepOf(context.range, 500, model.step || source.jsonData?.timeInterval || '15s');
      const answer = await ask(source, (model.expr ?? model.target?.expr)!, step, false, context, signal);
      return answer.resultType === 'matrix' ? answer.result.flatMap((series) => toEvents(series, model, step)) : [];
    })
  );
  if (events.length > 0 && events.every(({ status }) => status === 'rejected')) {
    throw new Error('No annotation is known.');
  }
  const found = events.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  return found.sort((a, b) => a.from - b.from);
}

function toEvents({ metric, values = [] }: Series, model: AnnotationModel, step: number): Event[] {
  const events: Event[] = [];
  for (const [time] of values.filter(([, text]) => Number(text) > 0)) {
    const last = events.at(-1);
    if (last && time * 1000 - last.to <= step * 1000 * 1.5) {
      last.to = time * 1000;
    } else {
      const title = renderLegendFormat(model.titleFormat || model.name, metric);
      events.push({ from: time * 1000, to: time * 1000, title, text: renderLegendFormat(model.textFormat ?? '', metric), color: model.iconColor ?? 'red' });
    }
  }
  return events;
}
