/** What the server or the network refused, with the code of the answer's `{"error": {"code", "message"}}`. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 0,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/** The error a response tells of. Also holds when its body is not what it should be. */
export async function errorOf(response: Response): Promise<ApiError> {
  let code = 'http_error';
  let message = `HTTP ${response.status}`;
  try {
    const body: unknown = await response.json();
    const error: unknown = isRecord(body) ? body.error : null;
    if (isRecord(error)) {
      if (typeof error.code === 'string') code = error.code;
      if (typeof error.message === 'string') message = error.message;
    }
  } catch {
    // Not JSON: the status is all there is to say.
  }
  return new ApiError(code, message, response.status);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
