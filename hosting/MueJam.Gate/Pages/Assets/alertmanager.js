'use strict';

// The pages that Alertmanager's own links lead to, where it comes without pages: alerts, silences, a new silence.
// Everything from an alert is set as text or through checked attributes.

const view = document.getElementById('view');

function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}

function link(url, text) {
  return /^https?:\/\//i.test(url ?? '') ? element('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, text) : null;
}

async function ask(path, options) {
  const answer = await fetch(`api/v2/${path}`, options);
  const text = await answer.text();
  if (!answer.ok) {
    throw new Error(text.trim().replace(/^"|"$/g, '') || `Alertmanager answers ${answer.status}.`);
  }
  return text ? JSON.parse(text) : null;
}

const when = time => new Date(time).toLocaleString([], {
  year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short',
});
const silenceLink = labels => `#/silences/new?filter=${encodeURIComponent(
  matchersText(Object.entries(labels).sort().map(([name, value]) => ({ name, value, isRegex: false }))))}`;

// Alerts, those of one receiver if the link names one.
async function alertsView(parameters) {
  const receiver = parameters.get('receiver');
  const all = await ask('alerts');
  const alerts = all.filter(alert => !receiver || alert.receivers.some(one => one.name === receiver));
  const nodes = [element('h2', {}, receiver ? `Alerts for ${receiver}` : 'Alerts')];
  if (receiver) {
    nodes.push(element('p', {}, element('a', { href: '#/alerts' }, 'Alerts of everybody')));
  }
  if (all.length === 0) {
    // Watchdog always fires.
    nodes.push(element('p', { className: 'bad' }, 'No alert has arrived, not even Watchdog. After a start it takes a minute; else Prometheus does not get through.'));
  } else if (alerts.length === 0) {
    nodes.push(element('p', {}, 'No alert is firing.'));
  }
  const names = new Map(all.map(alert => [alert.fingerprint, alert.labels.alertname]));
  const order = alert => [alert.status.inhibitedBy.length > 0, severities.indexOf(alert.labels.severity) + 1 || 9];
  const compare = (a, b) => order(a)[0] - order(b)[0] || order(a)[1] - order(b)[1] || (a.startsAt < b.startsAt ? 1 : -1);
  return [...nodes, ...alerts.sort(compare).map(alert => alertCard(alert, names))];
}

const severities = ['critical', 'warning', 'info', 'none'];

function alertCard({ labels, annotations, startsAt, status }, names) {
  const others = Object.entries(labels)
    .filter(([name]) => name !== 'alertname' && name !== 'severity').map(([name, value]) => `${name}=${value}`);
  const causes = [...new Set(status.inhibitedBy.map(id => names.get(id) ?? 'another alert'))];
  return element('article', {},
    element('h3', {}, labels.alertname ?? '(no name)', ' ',
      labels.severity ? element('span', { className: `severity ${labels.severity}` }, labels.severity) : null),
    element('p', {}, annotations.summary ?? ''),
    element('p', {}, annotations.description ?? ''),
    element('p', { className: 'dim' }, `${others.join(', ')} · since ${when(startsAt)}`),
    element('div', { className: 'actions' },
      ...status.silencedBy.map(id => element('a', { href: `#/silences/${encodeURIComponent(id)}` }, 'Silenced')),
      causes.length > 0 ? element('span', { className: 'dim' }, `Inhibited: ${causes.join(', ')} says it already`) : null,
      element('a', { href: silenceLink(labels) }, 'Silence'),
      link(annotations.runbook_url, 'Runbook'),
      link(annotations.dashboard_url, 'Dashboard')));
}

// Silences that are in force or will be; one alone, whatever its state, when the link names it.
async function silencesView(parameters, id) {
  const [silences, alerts] = await Promise.all([ask('silences'), ask('alerts')]);
  const wanted = silences.filter(silence => id ? silence.id === id : parameters.has('ended') || silence.status.state !== 'expired');
  const nodes = [element('h2', {}, id ? 'Silence' : 'Silences')];
  if (wanted.length === 0) {
    nodes.push(element('p', {}, id ? 'There is no silence of this id.' : 'Nothing is silenced.'));
  }
  nodes.push(...wanted.sort((a, b) => a.endsAt < b.endsAt ? -1 : 1).map(silence => silenceCard(silence, alerts)));
  nodes.push(element('p', {}, element('a', { href: id || parameters.has('ended') ? '#/silences' : '#/silences?ended' },
    id || parameters.has('ended') ? 'Silences in force' : 'Those that have ended, too')));
  return nodes;
}

const states = { active: 'In force', pending: 'To come', expired: 'Ended' };

function silenceCard(silence, alerts) {
  const muted = alerts.filter(alert => alert.status.silencedBy.includes(silence.id));
  const isOver = silence.status.state === 'expired';
  const end = element('button', { type: 'button', hidden: isOver }, 'End it');
  const problem = element('span', { className: 'bad', role: 'alert' });
  end.addEventListener('click', async () => {
    end.disabled = true;
    try {
      await ask(`silence/${encodeURIComponent(silence.id)}`, { method: 'DELETE' });
      await show();
    } catch (error) {
      problem.textContent = error.message;
      end.disabled = false;
    }
  });
  return element('article', {},
    element('h3', {}, element('code', {}, matchersText(silence.matchers))),
    element('p', {}, silence.comment),
    element('p', { className: 'dim' },
      `${states[silence.status.state]} · by ${silence.createdBy} · ${when(silence.startsAt)} to ${when(silence.endsAt)}`),
    isOver ? null : element('p', {}, muted.length === 0 ? 'Mutes nothing now.' : `Mutes ${muted.map(alert => alert.labels.alertname).join(', ')}.`),
    element('div', { className: 'actions' }, end,
      element('a', { href: `#/silences/new?filter=${encodeURIComponent(matchersText(silence.matchers))}` }, 'Make one like it'), problem));
}

function field(title, hint, input) {
  return element('label', {}, title, element('span', { className: 'dim' }, hint), input);
}

// The form, with the matchers that a message's link carries.
async function newView(parameters) {
  const matchers = element('textarea', { name: 'matchers', required: true, spellcheck: false, value: parameters.get('filter') ?? '' });
  const starts = element('input', { name: 'starts', type: 'datetime-local' });
  const duration = element('input', { name: 'duration', required: true, value: '2h' });
  const author = element('input', { name: 'author', required: true, autocomplete: 'username', value: localStorage.getItem('author') ?? '' });
  const comment = element('input', { name: 'comment', required: true });
  const effect = element('p', { className: 'dim' });
  const problem = element('p', { className: 'bad', role: 'alert' });
  const form = element('form', {},
    field('Matchers', 'All must match. label="value", with =, !=, =~ or !~.', matchers), effect,
    field('Start', 'Now, when it is empty.', starts),
    field('Duration', 'Such as 30m, 2h or 1d12h.', duration),
    field('Author', 'Who made it.', author),
    field('Comment', 'Why.', comment),
    element('button', { className: 'main' }, 'Silence'), problem);

  let typed = 0;
  const preview = async () => {
    const number = ++typed;
    let text;
    try {
      const filters = parseMatchers(matchers.value).map(matcher => `filter=${encodeURIComponent(matcherText(matcher))}`);
      const alerts = await ask(`alerts?${filters.join('&')}`);
      const names = alerts.map(alert => alert.labels.alertname).join(', ');
      text = alerts.length === 0 ? 'No alert that fires now matches.' : `Matches now: ${names}.`;
    } catch (error) {
      text = error.message;
    }
    if (number === typed) {
      effect.textContent = text;
    }
  };
  matchers.addEventListener('input', preview);
  form.addEventListener('submit', async event => {
    event.preventDefault();
    problem.textContent = '';
    try {
      const length = durationOf(duration.value);
      if (!(length > 0)) {
        throw new Error(`'${duration.value}' is no duration: write 30m, 2h or 1d12h.`);
      }
      const startsAt = starts.value ? new Date(starts.value) : new Date();
      const silence = {
        matchers: parseMatchers(matchers.value), startsAt, endsAt: new Date(startsAt.getTime() + length),
        createdBy: author.value.trim(), comment: comment.value.trim(),
      };
      const { silenceID } = await ask('silences', {
        method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(silence),
      });
      localStorage.setItem('author', silence.createdBy);
      location.hash = `#/silences/${silenceID}`;
    } catch (error) {
      problem.textContent = error.message;
    }
  });
  await preview();
  return [element('h2', {}, 'New silence'), form];
}

function route() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  const parameters = new URLSearchParams(query);
  const parts = path.split('/').filter(part => part !== '');
  return parts[0] !== 'silences' ? ['#/alerts', () => alertsView(parameters)]
    : parts[1] === 'new' ? ['#/silences/new', () => newView(parameters)]
    : ['#/silences', () => silencesView(parameters, parts[1] && decodeURIComponent(parts[1]))];
}

let latest = 0;

async function show(isRefresh = false) {
  const number = ++latest;
  const [current, make] = route();
  for (const item of document.querySelectorAll('nav a')) {
    if (item.getAttribute('href') === current) {
      item.setAttribute('aria-current', 'page');
    } else {
      item.removeAttribute('aria-current');
    }
  }
  let nodes;
  try {
    nodes = await make();
  } catch (error) {
    nodes = [element('p', { className: 'bad', role: 'alert' }, `This cannot be shown: ${error.message}`)];
  }
  // An answer for a page that has been left changes nothing, nor does a refresh that says what is shown already.
  const next = element('main', {}, ...nodes);
  if (number === latest && !(isRefresh && next.innerHTML === view.innerHTML)) {
    view.replaceChildren(...next.childNodes);
  }
}

addEventListener('hashchange', () => show());
// What is being typed or decided stays.
setInterval(() => route()[0] === '#/silences/new' || view.contains(document.activeElement) || document.hidden || show(true), 10000);
show();
