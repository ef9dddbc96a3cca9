import { Global } from '@emotion/react';
import { useTheme2 } from '@grafana/ui';

/** Where things stand on the page; everything within a panel is Grafana's. */
export function PageStyles() {
  const theme = useTheme2();
  const { colors, spacing, breakpoints, shape } = theme;
  return (
    <Global
      styles={{
        'html, body': { margin: 0, height: 'auto', minHeight: '100%', overflow: 'auto', background: colors.background.canvas },
        '#root': { padding: spacing(0, 2, 2), position: 'relative' },
        '.header': {
          position: 'sticky', top: 0, zIndex: theme.zIndex.navbarFixed, display: 'flex', flexWrap: 'wrap', gap: spacing(1), alignItems: 'center', justifyContent: 'space-between',
          margin: spacing(0, -2, 1), padding: spacing(1, 2), background: colors.background.primary, borderBottom: `1px solid ${colors.border.weak}`,
        },
        '.crumbs, .controls, .submenu, .variable': { display: 'flex', alignItems: 'center', gap: spacing(1), flexWrap: 'wrap' },
        '.crumbs h1': { fontSize: theme.typography.body.fontSize, fontWeight: 500, margin: 0 },
        '.folder': { color: colors.text.secondary },
        '.crumbs a[href^="#"]': { display: 'inline-flex' },
        '.about': { maxWidth: 900, margin: spacing(3, 'auto', 1), textAlign: 'center', color: colors.text.secondary },
        '.about a': { color: colors.text.link },
        '.submenu': { marginBottom: spacing(1) },
        '.variable': { gap: 0, flexWrap: 'nowrap' },
        '.grid': { display: 'grid', gridTemplateColumns: 'repeat(24, minmax(0, 1fr))', gridAutoRows: 30, gap: 8, marginBottom: 8 },
        '.grid > div': { gridColumn: 'var(--x) / span var(--w)', gridRow: 'var(--y) / span var(--h)', minWidth: 0 },
        '.panel': { width: '100%', height: '100%', overflow: 'hidden' },
        '.panel-message': { height: '100%', display: 'flex', alignItems: 'center', justifyContent: 'center', color: colors.text.secondary, overflow: 'auto' },
        '.row-title': { display: 'flex', alignItems: 'center', gap: spacing(1), width: '100%', border: 0, background: 'none', padding: spacing(1, 0), fontWeight: 500, color: colors.text.primary },
        '.text-body': { height: '100%', overflow: 'auto' },
        // Grafana gives a legend a third of the panel; whole lines of it, so that none is cut.
        '[data-testid$="viz-layout-legend"]:has(ul)': {
          maxHeight: 'calc(4px + round(down, 35% - 4px, 23.571px)) !important',
        },
        '.event-mark': { width: 0, height: 0, borderLeft: '5px solid transparent', borderRight: '5px solid transparent', borderBottom: '6px solid', transform: 'translateX(-5px)' },
        '.list': { maxWidth: 900, margin: '0 auto' },
        '.list h2': { fontSize: theme.typography.h5.fontSize, margin: spacing(2, 0, 1) },
        '.list ul': { listStyle: 'none' },
        '.list li': {
          display: 'flex', justifyContent: 'space-between', padding: spacing(1.5), background: colors.background.primary,
          border: `1px solid ${colors.border.weak}`, borderRadius: shape.radius.default, marginBottom: spacing(0.5),
        },
        [breakpoints.down('md')]: {
          '.grid > div': { gridColumn: '1 / -1', gridRow: 'auto / span var(--h)' },
          '#root': { padding: spacing(0, 1, 1) },
          '.header': { margin: spacing(0, -1, 1), padding: spacing(1), position: 'static' },
          '.folder': { display: 'none' },
        },
      }}
    />
  );
}
