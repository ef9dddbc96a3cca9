'use strict';

// Everything from a message is set as text or through checked attributes: no markup of a message becomes markup of this page.

const capacity = 500;
const channelNames = { email: 'E-mail', slack: 'Slack', pagerduty: 'PagerDuty' };
const list = document.getElementById('list');
const filters = [...document.querySelectorAll('nav button[data-channel]')];
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

function fields(pairs) {
  const dl = element('dl', { className: 'fields' });
  for (const [name, value] of pairs) {
    if (value) {
      dl.append(element('dt', {}, name), element('dd', {}, value));
    }
  }
  return dl;
}

function email({ email }) {
  const body = element('div', { className: 'body' },
    fields([['From', email.from], ['To', email.recipients.join(', ')]]));
  if (!email.html) {
    body.append(element('pre', {}, email.text ?? ''));
    return body;
  }
  const frame = element('iframe', { title: 'The e-mail' });
  // No allow-scripts: the same origin is there only so that this page can measure the mail's height.
  frame.setAttribute('sandbox', 'allow-same-origin allow-popups allow-popups-to-escape-sandbox');
  frame.srcdoc = `<base target="_blank">${email.html}`;
  frame.addEventListener('load', () => {
    // From nothing: a document is never shorter than the frame that it is measured in.
    frame.style.height = '0';
    frame.style.height = `${Math.min(frame.contentDocument.documentElement.scrollHeight, 1200)}px`;
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

function slack({ slack }) {
  const body = element('div', { className: 'body' },
    fields([['Channel', slack.channel], ['As', slack.username]]));
  if (slack.text) {
    body.append(mrkdwn(slack.text));
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
      box.append(mrkdwn(attachment.text));
    }
    body.append(box);
  }
  return body;
}

function pagerDuty({ pager_duty: event, subject }) {
  const body = element('div', { className: 'body' },
    element('h2', {}, link(event.client_url, subject)),
    fields([['Event', event.event_action], ['Severity', event.severity], ['Component', event.component], ['Class', event.class], ['Deduplication key', event.dedup_key]]));
  const details = event.custom_details;
  if (details && typeof details === 'object') {
    body.append(fields(Object.entries(details).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : JSON.stringify(value)])));
  }
  return body;
}

const renderers = { email, slack, pagerduty: pagerDuty };

function card(notification) {
  const received = new Date(notification.received_at);
  const status = notification.status ?? '';
  const article = element('article', { id: `n${notification.id}` },
    element('div', { className: 'top' },
      element('span', { className: 'channel' }, channelNames[notification.channel]),
      status ? element('span', { className: `status ${status}` }, status) : null,
      element('span', {}, notification.channel === 'email' ? notification.subject : notification.alert_names.join(', ')),
      element('time', { dateTime: notification.received_at, title: notification.received_at }, received.toLocaleString())),
    renderers[notification.channel](notification),
    element('details', {}, element('summary', {}, 'As received'), element('pre', {}, notification.raw)));
  article.dataset.channel = notification.channel;
  return article;
}

function refresh() {
  const cards = [...list.children];
  for (const item of cards) {
    item.hidden = channel !== '' && item.dataset.channel !== channel;
  }
  for (const button of filters) {
    const name = button.dataset.channel;
    button.setAttribute('aria-pressed', String(name === channel));
    button.querySelector('b').textContent = cards.filter(item => name === '' || item.dataset.channel === name).length;
  }
  document.getElementById('empty').hidden = cards.some(item => !item.hidden);
}

for (const button of filters) {
  button.addEventListener('click', () => {
    channel = button.dataset.channel;
    refresh();
  });
}

document.getElementById('clear').addEventListener('click', () => fetch('/api/notifications', { method: 'DELETE' }));

function follow() {
  const connection = document.getElementById('connection');
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
    refresh();
  });
  stream.addEventListener('cleared', () => {
    list.replaceChildren();
    refresh();
  });
  stream.addEventListener('open', () => {
    connection.textContent = 'live';
    connection.className = 'live';
  });
  stream.addEventListener('error', () => {
    connection.textContent = 'connecting';
    connection.className = '';
    // The browser gives up for good when the server answers with an error, as it may while it restarts.
    if (stream.readyState === EventSource.CLOSED) {
      setTimeout(follow, 2000);
    }
  });
}

refresh();
follow();
