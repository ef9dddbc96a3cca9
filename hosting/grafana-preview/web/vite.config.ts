import { cpSync } from 'node:fs';
import { defineConfig } from 'vite';

// Grafana's components ask the server for their icons and fonts by these paths.
const copies = {
  'node_modules/@grafana/ui/dist/public/img/icons': 'public/build/img/icons',
  // Two that they ask for and the package lacks.
  icons: 'public/build/img/icons/unicons',
  'node_modules/@fontsource/inter/files/inter-latin-400-normal.woff2': 'public/fonts/inter/Inter-Regular.woff2',
  'node_modules/@fontsource/inter/files/inter-latin-500-normal.woff2': 'public/fonts/inter/Inter-Medium.woff2',
  'node_modules/@fontsource/inter/files/inter-latin-400-italic.woff2': 'public/fonts/inter/Inter-Italic.woff2',
  'node_modules/@fontsource/inter/files/inter-latin-500-italic.woff2': 'public/fonts/inter/Inter-MediumItalic.woff2',
  'node_modules/@fontsource/roboto-mono/files/roboto-mono-latin-400-normal.woff2':
    'public/fonts/roboto/L0xTDF4xlVMF-BfR8bXMIhJHg45mwgGEFl0_3vrtSM1J-gEPT5Ese6hmHSh0mQ.woff2',
};

// Large parts of @grafana/ui that no panel here uses: editors and maps.
const unused = /^(monaco-editor|@monaco-editor\/react|ol)(\/|$)/;

export default defineConfig({
  build: { chunkSizeWarningLimit: 10_000, reportCompressedSize: false },
  plugins: [
    {
      name: 'unused-parts',
      enforce: 'pre',
      resolveId: (source) => (unused.test(source) ? '\0unused' : null),
      load: (id) => (id === '\0unused' ? { code: 'export default {}', syntheticNamedExports: true } : null),
    },
    {
      name: 'icons-and-fonts',
      apply: 'build',
      writeBundle: ({ dir }) => Object.entries(copies).forEach(([from, to]) => cpSync(from, `${dir}/${to}`, { recursive: true })),
    },
  ],
  esbuild: { jsx: 'automatic' },
});
