import { ApiError, api } from "../api/client";

/**
 * Why the live connection is refused while the page itself works, asked by way of the REST interface: "signed-out",
 * "blocked" (something in front of the studio does not let sockets through), or "" where the studio is not there.
 */
export async function diagnoseLink(): Promise<string> {
  try {
    const { signed_in } = await api.status();
    return signed_in ? "blocked" : "signed-out";
  } catch (error) {
    // A proxy answers for a studio that is away.
    return error instanceof ApiError && (error.status === 0 || error.status >= 500) ? "" : "blocked";
  }
}
