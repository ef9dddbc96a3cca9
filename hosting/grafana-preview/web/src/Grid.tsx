import { Icon } from '@grafana/ui';
import { useState } from 'react';
import type { PanelModel } from './model';
import { interpolate, type Scope } from './template';

interface Section {
  row?: PanelModel;
  panels: PanelModel[];
}

/** Grafana's grid of 24 columns; each row panel begins a part that can be closed. On a phone all panels stand below one another. */
export function Grid({ panels, scope, children }: { panels: PanelModel[]; scope: Scope; children: (panel: PanelModel) => React.ReactNode }) {
  return sections(panels).map((section, index) => <GridSection key={section.row?.id ?? `top-${index}`} section={section} scope={scope} render={children} />);
}

function GridSection({ section, scope, render }: { section: Section; scope: Scope; render: (panel: PanelModel) => React.ReactNode }) {
  const [isOpen, setOpen] = useState(!section.row?.collapsed);
  const top = Math.min(...section.panels.map((panel) => panel.gridPos.y));
  return (
    <>
      {section.row && (
        <button type="button" className="row-title" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Icon name={isOpen ? 'angle-down' : 'angle-right'} /> {interpolate(section.row.title ?? '', scope)}
        </button>
      )}
      {isOpen && (
        <div className="grid">
          {section.panels.map((panel) => {
            const { x, y, w, h } = panel.gridPos;
            return (
              <div key={panel.id} style={{ '--x': x + 1, '--y': y - top + 1, '--w': w, '--h': h } as React.CSSProperties}>
                {render(panel)}
              </div>
            );
          })}
        </div>
      )}
    </>
  );
}

function sections(panels: PanelModel[]): Section[] {
  const found: Section[] = [{ panels: [] }];
  for (const panel of [...panels].sort((a, b) => a.gridPos.y - b.gridPos.y || a.gridPos.x - b.gridPos.x)) {
    if (panel.type === 'row') {
      found.push({ row: panel, panels: [...(panel.panels ?? [])] });
    } else {
      found.at(-1)!.panels.push(panel);
    }
  }
  return found.filter((section) => section.row || section.panels.length > 0);
}
