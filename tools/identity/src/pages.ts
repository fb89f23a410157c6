import { createHash } from 'node:crypto';

const style = `
:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;margin:0;display:grid;place-items:center;min-height:100vh}
main{width:min(24rem,100% - 2rem)}label{display:block;margin-top:1rem}input{font:inherit;width:100%;padding:.5rem;box-sizing:border-box}
button{font:inherit;padding:.6rem 1rem;margin-top:1.5rem;width:100%}[role=alert]{border-left:.3rem solid #c00;padding-left:.7rem}
code{font-size:1.6rem}small{display:block;margin-top:2rem}`;

/** No script, nothing from elsewhere, never in a frame. */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    `default-src 'none'; base-uri 'none'; frame-ancestors 'none'; ` +
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${style}</style></head>
<body><main><h1>${title}</h1>${body}
<small>试用环境的登录服务 <span lang="en">Sign-in service of the trial</span></small></main></body></html>`;
}

const alert = (zh: string, en: string) => `<p role="alert">${zh}<br><span lang="en">${en}</span></p>`;

export function signInPage(action: string, username: string, wrong: boolean): string {
  const notice = wrong ? alert('用户名或密码不正确。', 'The username or the password is wrong.') : '';
  return page(
    '登录 Sign in',
    `${notice}<form method="post" action="${escape(action)}">
<label for="username">用户名 <span lang="en">Username</span></label>
<input id="username" name="username" value="${escape(username)}" autocomplete="username" required autofocus>
<label for="password">密码 <span lang="en">Password</span></label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button type="submit">登录 <span lang="en">Sign in</span></button></form>`,
  );
}

/** @param form the library's, with its hidden fields and the input of the code */
export function deviceCodePage(form: string, wrong: boolean): string {
  const labelled = form
    .replace(/ onfocus="[^"]*"/, ' id="user_code"')
    .replace(
      '<form',
      '<label for="user_code">设备上显示的代码 <span lang="en">Code shown on the device</span></label><form',
    );
  const notice = wrong ? alert('代码不正确或已失效。', 'The code is wrong or has expired.') : '';
  return page(
    '连接设备 Connect a device',
    `${notice}${labelled}<button type="submit" form="op.deviceInputForm">继续 <span lang="en">Continue</span></button>`,
  );
}

export function deviceConfirmPage(form: string, client: string, code: string): string {
  return page(
    '确认设备 Confirm the device',
    `<p>${escape(client)}</p><p>设备上应显示以下代码。<br><span lang="en">The device should show this code.</span></p>
<p><code>${escape(code)}</code></p>${form}
<button type="submit" form="op.deviceConfirmForm" autofocus>确认 <span lang="en">Confirm</span></button>
<button type="submit" form="op.deviceConfirmForm" name="abort" value="yes">取消 <span lang="en">Cancel</span></button>`,
  );
}

export function deviceDonePage(): string {
  return page('已连接 Connected', '<p>可以关闭此页。<br><span lang="en">You can close this page.</span></p>');
}

export function signOutPage(form: string): string {
  return page(
    '退出 Sign out',
    `${form}<button type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>退出
<span lang="en">Sign out</span></button>`,
  );
}

export function signedOutPage(): string {
  return page('已退出 Signed out', '');
}

/** @param code an OAuth error code; descriptions may quote the request and are left out */
export function errorPage(code: string): string {
  return page(
    '无法完成 This did not work',
    alert('请返回应用重试。', 'Go back and try again.') + `<p><code>${escape(code)}</code></p>`,
  );
}
