/** Every sentence that the gateway itself says, with its status. Services bring their own sentences. */
export const texts = {
  INVALID_REQUEST: {
    status: 400,
    en: 'The request is malformed; see errors.',
    zh: '请求格式有误，详见 errors。',
  },
  TOKEN_MISSING: { status: 401, en: 'Sign in: an access token is required.', zh: '请先登录：需要访问令牌。' },
  TOKEN_INVALID: {
    status: 401,
    en: 'The access token is not valid here or has expired.',
    zh: '访问令牌无效或已过期。',
  },
  TENANT_MISSING: { status: 403, en: 'The access token names no tenant.', zh: '访问令牌中没有地区。' },
  ROLE_MISSING: { status: 403, en: 'None of your roles may do this.', zh: '您的角色无权进行此操作。' },
  UNIT_MISSING: { status: 403, en: 'The access token names no unit.', zh: '访问令牌中没有单位。' },
  UNIT_FORBIDDEN: { status: 403, en: 'You may act for your own unit only.', zh: '您只能操作本单位的数据。' },
  ROUTE_NOT_FOUND: { status: 404, en: 'There is nothing at this address.', zh: '该地址不存在。' },
  METHOD_NOT_ALLOWED: {
    status: 405,
    en: 'This address does not take this method; see Allow.',
    zh: '该地址不支持此方法，见 Allow。',
  },
  IDEMPOTENCY_KEY_IN_USE: {
    status: 409,
    en: 'The first request with this key is still running.',
    zh: '使用该幂等键的请求仍在处理中。',
  },
  BODY_TOO_LARGE: { status: 413, en: 'The body is too large.', zh: '请求体过大。' },
  CONTENT_TYPE_UNSUPPORTED: { status: 415, en: 'Send application/json.', zh: '请使用 application/json。' },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    en: 'This key was used for another request.',
    zh: '该幂等键已用于其他请求。',
  },
  RATE_LIMITED: { status: 429, en: 'Too many requests; see Retry-After.', zh: '请求过多，见 Retry-After。' },
  TOO_MANY_STREAMS: { status: 429, en: 'Too many event streams are open.', zh: '打开的事件流过多。' },
  INTERNAL: { status: 500, en: '', zh: '' },
  UNIMPLEMENTED: { status: 501, en: 'The service does not do this yet.', zh: '服务尚不支持此操作。' },
  IDENTITY_UNAVAILABLE: {
    status: 503,
    en: 'The sign-in service cannot be reached.',
    zh: '登录服务暂不可用。',
  },
  SERVICE_UNAVAILABLE: {
    status: 503,
    en: 'A service is not available now; try again.',
    zh: '服务暂不可用，请稍后重试。',
  },
  DEADLINE_EXCEEDED: { status: 504, en: 'The service did not answer in time.', zh: '服务未在期限内响应。' },
} as const;

export type GatewayReason = keyof typeof texts;

/** What is wrong with a field of a request. */
export const fieldTexts = {
  UNKNOWN_FIELD: { en: 'There is no such field.', zh: '没有此字段。' },
  UNKNOWN_PARAMETER: { en: 'There is no such query parameter.', zh: '没有此查询参数。' },
  REPEATED_PARAMETER: { en: 'Give it once.', zh: '只能给出一次。' },
  WRONG_VALUE: { en: 'The value does not fit the type of the field.', zh: '取值与字段类型不符。' },
  UNKNOWN_ENUM_VALUE: { en: 'There is no such value.', zh: '没有此取值。' },
  ALREADY_GIVEN: {
    en: 'It, or another one of which only one may be given, was given already.',
    zh: '该字段或与其互斥的字段已填写，只能填写一项。',
  },
  NOT_AN_OBJECT: { en: 'A JSON object is required.', zh: '需要 JSON 对象。' },
  NOT_JSON: { en: 'The body is not valid JSON.', zh: '请求体不是有效的 JSON。' },
  TOO_DEEP: { en: 'It is nested too deeply.', zh: '嵌套过深。' },
  PATH_DIFFERS: { en: 'It differs from the value in the path.', zh: '与路径中的值不一致。' },
  HEADER_MALFORMED: { en: 'The header is malformed.', zh: '请求头格式有误。' },
  UNKNOWN_TOPIC: { en: 'There is no such topic.', zh: '没有此主题。' },
} as const;

export type FieldReason = keyof typeof fieldTexts;

/** Titles of problems, by status. */
export const titles: Readonly<Record<number, { en: string; zh: string }>> = {
  400: { en: 'Bad request', zh: '请求有误' },
  401: { en: 'Not signed in', zh: '未登录' },
  403: { en: 'Not allowed', zh: '无权限' },
  404: { en: 'Not found', zh: '未找到' },
  405: { en: 'Method not allowed', zh: '方法不支持' },
  409: { en: 'Conflict', zh: '冲突' },
  412: { en: 'Changed meanwhile', zh: '内容已被修改' },
  413: { en: 'Too large', zh: '内容过大' },
  415: { en: 'Unsupported content type', zh: '内容类型不支持' },
  422: { en: 'Cannot be processed', zh: '无法处理' },
  428: { en: 'If-Match required', zh: '需要 If-Match' },
  429: { en: 'Too many requests', zh: '请求过多' },
  500: { en: 'Internal error', zh: '内部错误' },
  501: { en: 'Not implemented', zh: '未实现' },
  503: { en: 'Not available', zh: '暂不可用' },
  504: { en: 'Timed out', zh: '超时' },
};
