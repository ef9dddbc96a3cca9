import './globals';
import { initPluginTranslations } from '@grafana/i18n';
import { createRoot } from 'react-dom/client';
import { App } from './App';

void initPluginTranslations('muejam-preview').then(() => createRoot(document.getElementById('root')!).render(<App />));
