'use strict';

// Everything from a message is set as text or through checked attributes: no markup of a message becomes markup of this page.

const capacity = 500;
const channelNames = { email: 'E-mail', slack: 'Slack', pagerduty: 'PagerDuty' };
const list = document.getElementById('list');
const channelButtons = [...document.querySelectorAll('nav button[data-channel]')];
const recipientSelect = document.getElementById('recipient');
const statusSelect = document.getElementById('status');
const search = document.getElementById('search');
let channel = '';

function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}

// Links of messages lead to the web only: never to javascript: or data:.
function link(url, text) {
  if (!/^https?:\/\//i.test(url ?? '')) {
    return document.createTextNode(text);
  }
  return element('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, text);
}

// Plain text with its addresses as links.
function linked(text) {
  return text.split(/(https?:\/\/\S+)/).map((part, index) => index % 2 ? link(part, part) : part);
}

function fields(pairs) {
  const dl = element('dl', { className: 'fields' });
  for (const [name, value] of pairs) {
    if (value) {
      dl.append(element('dt', {}, name), element('dd', {}, value));
    }
  }
  return dl;
}

// An e-mail as a mail program shows it: subject, sender, recipient, and the mail in a frame of its own.
function email({ email, subject }) {
  const body = element('div', { className: 'body' },
    element('h2', {}, subject),
    element('p', { className: 'by' }, `${email.from} to ${email.recipients.join(', ')}`));
  if (!email.html) {
    body.append(element('pre', {}, email.text ?? ''));
    return body;
  }
  const frame = element('iframe', { title: 'The e-mail', loading: 'lazy' });
  // No allow-scripts: the same origin is there only so that this page can measure the mail's height.
  frame.setAttribute('sandbox', 'allow-same-origin allow-popups allow-popups-to-escape-sandbox');
  frame.srcdoc = `<base target="_blank">${email.html}`;
  frame.addEventListener('load', () => {
    // From nothing: a document is never shorter than the frame that it is measured in.
    frame.style.height = '0';
    frame.style.height = `${Math.min(frame.contentDocument.documentElement.scrollHeight + 2, 1600)}px`;
  });
  body.append(frame);
  return body;
}

const unescapeSlack = text => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

// Slack's mrkdwn, as far as alerts use it: <url|text>, *bold*, _italic_, `code`.
function mrkdwn(text) {
  const node = element('div', { className: 'mrkdwn' });
  const token = /<(?<url>https?:[^|>\s]+)(?:\|(?<label>[^>]*))?>|\*(?<bold>[^*\n]+)\*|(?<![\w])_(?<italic>[^_\n]+)_(?![\w])|`(?<code>[^`\n]+)`/g;
  let end = 0;
  for (const match of text.matchAll(token)) {
    const { url, label, bold, italic, code } = match.groups;
    node.append(unescapeSlack(text.slice(end, match.index)));
    end = match.index + match[0].length;
    node.append(
      url ? link(unescapeSlack(url), unescapeSlack(label || url))
        : bold ? element('strong', {}, unescapeSlack(bold))
          : italic ? element('em', {}, unescapeSlack(italic))
            : element('code', {}, unescapeSlack(code)));
  }
  node.append(unescapeSlack(text.slice(end)));
  return node;
}

// A message of an app, its attachments with their coloured bars.
function slack({ slack, received_at }) {
  const name = slack.username || 'incoming-webhook';
  const content = element('div');
  if (slack.text) {
    content.append(mrkdwn(slack.text));
  }
  for (const attachment of slack.attachments ?? []) {
    const box = element('div', { className: 'attachment' });
    if (/^#[0-9a-f]{6}$/i.test(attachment.color ?? '')) {
      box.style.borderLeftColor = attachment.color;
    }
    if (typeof attachment.title === 'string') {
      box.append(element('h2', {}, link(attachment.title_link, unescapeSlack(attachment.title))));
    }
    if (typeof attachment.text === 'string') {
      box.append(mrkdwn(attachment.text.trimEnd()));
    }
    content.append(box);
  }
  const time = new Date(received_at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  return element('div', { className: 'body' },
    element('div', { className: 'message' },
      element('div', { className: 'avatar' }, name[0].toUpperCase()),
      element('div', { className: 'author' }, name, element('span', {}, 'APP'), element('time', {}, time)),
      content));
}

const incidentStates = { trigger: 'Triggered', acknowledge: 'Acknowledged', resolve: 'Resolved' };

// An incident, with the details of its alerts.
function pagerDuty({ pager_duty: event, subject, status }) {
  const body = element('div', { className: 'body' },
    element('div', { className: 'incident' },
      element('span', { className: `status ${status ?? ''}` }, incidentStates[event.event_action] ?? event.event_action),
      event.severity ? element('span', {}, `Severity: ${event.severity}`) : null,
      event.component ? element('span', {}, `Component: ${event.component}`) : null),
    element('h2', {}, link(event.client_url, subject)));
  const details = event.custom_details;
  if (details && typeof details === 'object') {
    for (const [name, value] of Object.entries(details)) {
      const text = typeof value === 'string' ? value.trim() : JSON.stringify(value);
      if (text && value !== null && !name.startsWith('num_')) {
        body.append(element('div', { className: 'details' }, element('strong', {}, name), ...linked(text)));
      }
    }
  }
  body.append(fields([['Class', event.class], ['Deduplication key', event.dedup_key]]));
  return body;
}

const renderers = { email, slack, pagerduty: pagerDuty };

function card(notification) {
  const received = new Date(notification.received_at);
  const status = notification.status ?? '';
  const article = element('article', { id: `n${notification.id}`, className: status },
    element('div', { className: 'top' },
      element('span', { className: `channel ${notification.channel}` }, channelNames[notification.channel]),
      notification.channel === 'pagerduty' ? null : element('span', { className: 'to' }, notification.recipients.join(', ')),
      status ? element('span', { className: `status ${status}` }, status) : null,
      element('time', { dateTime: notification.received_at, title: notification.received_at }, received.toLocaleString())),
    renderers[notification.channel](notification),
    element('details', {}, element('summary', {}, 'As received'), element('pre', {}, notification.raw)));
  article.dataset.channel = notification.channel;
  article.dataset.status = status;
  article.recipients = notification.recipients;
  article.text = notification.raw.toLowerCase() + notification.subject.toLowerCase();
  return article;
}

const ofChannel = item => channel === '' || item.dataset.channel === channel;
const ofOthers = item => (recipientSelect.value === '' || item.recipients.includes(recipientSelect.value))
  && (statusSelect.value === '' || item.dataset.status === statusSelect.value)
  && item.text.includes(search.value.trim().toLowerCase());

function refresh() {
  const cards = [...list.children];
  for (const item of cards) {
    item.hidden = !(ofChannel(item) && ofOthers(item));
  }
  for (const button of channelButtons) {
    const name = button.dataset.channel;
    button.setAttribute('aria-pressed', String(name === channel));
    button.querySelector('b').textContent = cards.filter(item => (name === '' || item.dataset.channel === name) && ofOthers(item)).length;
  }
  document.getElementById('empty').hidden = cards.some(item => !item.hidden);
  document.getElementById('none').hidden = cards.length > 0;
  document.getElementById('filtered').hidden = cards.length === 0;
  document.title = `${cards.length ? `(${cards.length}) ` : ''}Notification inbox · MueJam Library`;
}

function offer(recipients) {
  for (const name of recipients) {
    const options = [...recipientSelect.options];
    if (!options.some(option => option.value === name)) {
      recipientSelect.add(element('option', { value: name }, name), options.slice(1).find(option => option.value > name) ?? null);
    }
  }
}

for (const button of channelButtons) {
  button.addEventListener('click', () => {
    channel = button.dataset.channel;
    refresh();
  });
}

for (const control of [recipientSelect, statusSelect, search]) {
  control.addEventListener('input', refresh);
}

document.getElementById('reset').addEventListener('click', () => {
  channel = recipientSelect.value = statusSelect.value = search.value = '';
  refresh();
});

document.getElementById('clear').addEventListener('click', () => fetch('/api/notifications', { method: 'DELETE' }));

function show(id, text, state) {
  const pill = document.getElementById(id);
  pill.textContent = text;
  pill.className = `pill ${state}`;
}

function follow() {
  const stream = new EventSource('/api/notifications/stream');
  stream.addEventListener('notification', event => {
    const notification = JSON.parse(event.data);
    if (document.getElementById(`n${notification.id}`)) {
      return;
    }
    list.prepend(card(notification));
    while (list.children.length > capacity) {
      list.lastElementChild.remove();
    }
    offer(notification.recipients);
    refresh();
  });
  stream.addEventListener('cleared', () => {
    list.replaceChildren();
    refresh();
  });
  stream.addEventListener('open', () => show('connection', 'live', 'good'));
  stream.addEventListener('error', () => {
    show('connection', 'connecting', '');
    // The browser gives up for good when the server answers with an error, as it may while it restarts.
    if (stream.readyState === EventSource.CLOSED) {
      setTimeout(follow, 2000);
    }
  });
}

// Called every minute while alerting works: three minutes of silence are too long.
async function listenForWatchdog() {
  try {
    const { last_heard_at } = await (await fetch('/api/watchdog')).json();
    if (!last_heard_at) {
      show('watchdog', 'watchdog not heard yet', '');
    } else {
      const seconds = Math.max(0, Math.round((Date.now() - new Date(last_heard_at)) / 1000));
      show('watchdog', seconds < 180 ? `alerting works (heard ${seconds} s ago)` : `watchdog silent for ${Math.round(seconds / 60)} min`, seconds < 180 ? 'good' : 'bad');
    }
  } catch {
    show('watchdog', '', '');
  }
  setTimeout(listenForWatchdog, 5000);
}

refresh();
follow();
listenForWatchdog();
