/** Maximum time from the headers of a request to its response. After that the response is 503. */
export const REQUEST_TIMEOUT_MS = 5000;

/** Maximum time for a request to arrive, headers and body. After that the response is 408. */
export const ARRIVAL_TIMEOUT_MS = 10_000;

/** Maximum number of requests on one connection. */
export const MAX_REQUESTS_PER_CONNECTION = 100_000;

/** Maximum length of a path parameter. A longer one gets 414. */
export const MAX_PARAMETER_LENGTH = 200;

/**
 * Maximum number of query parameters that are parsed. No route has as many, so a request with more is refused anyway.
 */
export const MAX_QUERY_PARAMETERS = 50;
