import { renderTextPanelMarkdown, textUtil } from '@grafana/data';
import { RenderUserContentAsHTML } from '@grafana/ui';
import { interpolate } from '../template';
import type { BodyProps } from './types';

/** text: Markdown, or HTML without scripts. */
export function TextBody({ panel, scope }: BodyProps) {
  const content = interpolate(panel.options?.content ?? '', scope);
  const html = panel.options?.mode === 'html' ? textUtil.sanitizeTextPanelContent(content) : renderTextPanelMarkdown(content);
  return <RenderUserContentAsHTML className="markdown-html text-body" content={html} />;
}
