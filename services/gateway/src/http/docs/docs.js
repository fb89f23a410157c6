const words = {
  zh: {
    request: '请求体',
    answer: '返回',
    parameters: '参数',
    required: '必填',
    found: '个接口',
    switch: 'English',
  },
  en: {
    request: 'Request body',
    answer: 'Answer',
    parameters: 'Parameters',
    required: 'required',
    found: 'operations',
    switch: '中文',
  },
};
let language = navigator.language.startsWith('zh') ? 'zh' : 'en';
let api;

function element(name, properties, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

function resolve(value) {
  const path = value?.$ref?.slice(2).split('/');
  return path ? path.reduce((node, step) => node[step], api) : value;
}

/** A schema as JSON-like text; a message inside itself is named, not opened again. */
function sketch(schema, indent = '', above = []) {
  const name = schema.$ref?.split('/').pop();
  if (name && above.includes(name)) return name;
  const { type, properties, items, additionalProperties, enum: values, format } = resolve(schema);
  const inside = name ? [...above, name] : above;
  if (values) return values.join(' | ');
  if (type === 'array') return `[${sketch(items, indent, inside)}]`;
  if (type === 'object' && properties) {
    const lines = Object.entries(properties).map(([key, of]) => {
      const note = of.description ? `  // ${of.description.split('\n')[0]}` : '';
      return `${indent}  ${key}: ${sketch(of, `${indent}  `, inside)}${note}`;
    });
    return `{\n${lines.join('\n')}\n${indent}}`;
  }
  if (typeof additionalProperties === 'object')
    return `{ [key]: ${sketch(additionalProperties, indent, inside)} }`;
  return [type ?? 'any', format && `(${format})`].filter(Boolean).join(' ');
}

function parameterTable(parameters) {
  const rows = parameters.map(resolve).map((parameter) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row', textContent: parameter.name }),
      element('td', {
        textContent: [parameter.in, parameter.required && words[language].required]
          .filter(Boolean)
          .join(', '),
      }),
      element('td', { textContent: sketch(parameter.schema) }),
      element('td', { textContent: parameter.description ?? '' }),
    ),
  );
  return element('table', {}, element('caption', { textContent: words[language].parameters }), ...rows);
}

function operationDetails(path, verb, operation) {
  const title = element(
    'summary',
    {},
    element('span', { className: 'verb', textContent: verb.toUpperCase() }),
    element('code', { textContent: path }),
    ` ${operation.summary}`,
  );
  const details = element('details', { id: operation.operationId }, title);
  // Opening builds the inside: a page of all schemas at once would be slow on a phone.
  details.addEventListener(
    'toggle',
    () => details.childElementCount === 1 && details.append(...inside(operation)),
  );
  return details;
}

function inside(operation) {
  const { request, answer } = words[language];
  const section = (title, content) =>
    content?.['application/json']
      ? [
          element('h4', { textContent: title }),
          element('pre', { tabIndex: 0, textContent: sketch(content['application/json'].schema) }),
        ]
      : [];
  return [
    element('p', { className: 'text', textContent: operation.description ?? '' }),
    ...(operation.parameters?.length ? [parameterTable(operation.parameters)] : []),
    ...section(request, operation.requestBody?.content),
    ...section(answer, operation.responses[200]?.content),
    element(
      'p',
      {},
      ...Object.entries(operation.responses).map(([status, of]) =>
        element('div', { textContent: `${status} ${resolve(of).description}` }),
      ),
    ),
  ];
}

function render() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  for (const node of document.querySelectorAll('[data-zh]')) node.textContent = node.dataset[language];
  document.getElementById('language').textContent = words[language].switch;
  const wanted = document.getElementById('filter').value.toLowerCase();
  const groups = Map.groupBy(
    Object.entries(api.paths)
      .flatMap(([path, item]) => Object.entries(item).map(([verb, operation]) => ({ path, verb, operation })))
      .filter(({ path, operation }) =>
        `${path} ${operation.operationId} ${operation.summary}`.toLowerCase().includes(wanted),
      ),
    ({ operation }) => operation.tags?.[0] ?? 'Gateway',
  );
  const sections = [...groups].map(([tag, operations]) =>
    element(
      'section',
      {},
      element('h2', { textContent: tag }),
      ...operations.map(({ path, verb, operation }) => operationDetails(path, verb, operation)),
    ),
  );
  document.getElementById('operations').replaceChildren(...sections);
  const count = [...groups.values()].flat().length;
  document.getElementById('count').textContent = `${count} ${words[language].found}`;
}

async function start() {
  const response = await fetch('/openapi.json');
  api = await response.json();
  document.title = api.info.title;
  document.getElementById('title').textContent = api.info.title;
  document.getElementById('filter').addEventListener('input', render);
  document.getElementById('language').addEventListener('click', () => {
    language = language === 'zh' ? 'en' : 'zh';
    render();
  });
  render();
}

void start();
