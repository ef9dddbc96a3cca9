import { Icon } from '@grafana/ui';
import { useMemo, useState } from 'react';
import { type Cell, layOut, type Section } from './layout';
import type { PanelModel } from './model';
import { interpolate, type Scope } from './template';
import type { Variable } from './variables';

interface Props {
  panels: PanelModel[];
  variables: Variable[];
  scope: Scope;
  children: (cell: Cell) => React.ReactNode;
}

/** All panels in their places; each row can be closed. On a phone they stand below one another. */
export function Grid({ panels, variables, scope, children }: Props) {
  const sections = useMemo(() => layOut(panels, variables), [panels, variables]);
  return sections.map((section) => <GridSection key={section.key} section={section} scope={scope} render={children} />);
}

function GridSection({
  section: { row, scope: own, cells },
  scope,
  render,
}: {
  section: Section;
  scope: Scope;
  render: (cell: Cell) => React.ReactNode;
}) {
  const [isOpen, setOpen] = useState(!row?.collapsed);
  return (
    <>
      {row && (
        <button type="button" className="row-title" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Icon name={isOpen ? 'angle-down' : 'angle-right'} /> {interpolate(row.title ?? '', { ...scope, ...own })}
        </button>
      )}
      {isOpen && (
        <div className="grid">
          {cells.map((cell) => (
            <div
              key={cell.key}
              style={{ '--x': cell.x + 1, '--y': cell.y + 1, '--w': cell.w, '--h': cell.h } as React.CSSProperties}
            >
              {render(cell)}
            </div>
          ))}
        </div>
      )}
    </>
  );
}
