'use strict';

// Matchers as Alertmanager writes them: {alertname="Name", severity=~"a|b"}; braces and quotes may be left out.

function parseMatchers(text) {
  const whole = text.trim();
  const inner = whole.startsWith('{') && whole.endsWith('}') ? whole.slice(1, -1) : whole;
  const one = /\s*([A-Za-z_][A-Za-z0-9_]*)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|[^",]*)\s*(,|$)/y;
  const matchers = [];
  while (one.lastIndex < inner.trimEnd().length) {
    const from = one.lastIndex;
    const match = one.exec(inner);
    if (!match) {
      throw new Error(`This is no matcher: ${inner.slice(from).trim()}. Write label="value", with =, !=, =~ or !~.`);
    }
    const [, name, operator, value] = match;
    matchers.push({ name, value: unquote(value.trim()), isRegex: operator.endsWith('~'), isEqual: operator.startsWith('=') });
  }
  if (matchers.length === 0) {
    throw new Error('Write at least one matcher, such as alertname="HighQueryLatency".');
  }
  return matchers;
}

// What is no text for JSON, such as \x07, is taken as it stands.
function unquote(value) {
  if (!value.startsWith('"')) {
    return value;
  }
  try {
    return JSON.parse(value);
  } catch {
    return value.slice(1, -1);
  }
}

const operatorOf = matcher => `${matcher.isEqual === false ? '!' : '='}${matcher.isRegex ? '~' : matcher.isEqual === false ? '=' : ''}`;

const matcherText = matcher => `${matcher.name}${operatorOf(matcher)}${JSON.stringify(matcher.value)}`;

const matchersText = matchers => `{${matchers.map(matcherText).join(', ')}}`;

const units = { s: 1, m: 60, h: 3600, d: 86400, w: 604800 };

// Milliseconds of 1d12h and the like; NaN for what is no duration.
function durationOf(text) {
  const plain = text.replaceAll(/\s/g, '').toLowerCase();
  return /^(\d+[smhdw])+$/.test(plain)
    ? [...plain.matchAll(/(\d+)([smhdw])/g)].reduce((sum, [, number, unit]) => sum + number * units[unit] * 1000, 0)
    : NaN;
}
