// Set before Grafana's modules run: where icons and fonts are, and that a validator of theirs must not compile code, which this page forbids.
Object.assign(window, { __grafana_public_path__: '/public/', __zod_globalConfig: { jitless: true } });
