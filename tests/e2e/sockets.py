"""A script that runs before a page's own: its sockets can be cut, and what they hear is kept."""

# Every socket that the page opens can be cut, and new ones refused, as by a cable or a proxy. Of each repetition
# it is kept when it was heard (by the page's clock) and when it was done (by the session's).
SOCKETS = """
const Open = window.WebSocket;
const sockets = [];
window.isCut = false;
window.repetitions = [];
const hear = ({ data }) => {
  const { event } = typeof data === 'string' ? JSON.parse(data) : {};
  if (event?.kind === 'repetition') repetitions.push({ heard_s: performance.now() / 1000, done_s: event.time_s });
};
window.WebSocket = class extends Open {
  constructor(url) {
    super(window.isCut ? url.replace('/api/v1/', '/nowhere/') : url);
    sockets.push(this);
    this.addEventListener('message', hear);
  }
};
window.cut = () => { window.isCut = true; for (const one of sockets) one.close(); };
"""
