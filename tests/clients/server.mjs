// A stock WebSocket server (ws) for our client: does what it is told by message, and tells what it saw of the other side.
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: { threshold: 0 }, maxPayload: 64 << 20 });

// How the first connection to end was closed by its client.
let tellClose;
const firstClose = new Promise((resolve) => { tellClose = resolve; });

const acts = {
  echo: (socket, text) => socket.send(text),
  // In so many frames, with a ping in the middle of the message.
  fragments: (socket, count, length) => {
    const size = Math.max(1, Math.floor(length / count));
    for (let i = 0; i < count; i++) {
      const last = i === count - 1;
      if (i === count >> 1) socket.ping('between');
      socket.send(pattern(i * size, last ? length : (i + 1) * size), { fin: last });
    }
  },
  big: (socket, length) => socket.send(pattern(0, length)),
  burst: (socket, count) => { for (let i = 0; i < count; i++) socket.send(`burst ${i}`); },
  ping: (socket, payload) => {
    socket.once('pong', (data) => socket.send(`pong ${data}`));
    socket.ping(payload);
  },
  close: (socket, code, reason) => socket.close(code, reason),
  terminate: (socket) => socket.terminate(),
  headers: (socket) => socket.send(JSON.stringify({ offered: socket.request.headers['sec-websocket-extensions'] ?? '', agreed: socket.extensions })),
  firstClose: (socket) => { firstClose.then((text) => socket.send(text)); },
};

function pattern(from, to) {
  const text = Buffer.alloc(Math.max(0, to - from));
  for (let i = 0; i < text.length; i++) text[i] = 97 + (from + i) % 26;
  return text.toString('latin1');
}

server.on('connection', (socket, request) => {
  socket.request = request;
  socket.on('message', (data) => {
    const [act, ...rest] = JSON.parse(data.toString());
    acts[act](socket, ...rest);
  });
  socket.on('close', (code, reason) => tellClose(`${code} ${reason}`));
  socket.on('error', (error) => tellClose(`error ${error.message}`));
});
server.on('listening', () => console.log(`listening ws://127.0.0.1:${server.address().port}`));
