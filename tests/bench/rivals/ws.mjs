// The shortest broadcast there is: each message goes to everybody else as it came.
import { WebSocket, WebSocketServer } from "ws";

const server = new WebSocketServer({ host: "127.0.0.1", port: Number(process.argv[2]) });
server.on("connection", (ws) => {
  ws.on("error", () => ws.terminate());
  ws.on("message", (data, binary) => {
    for (const other of server.clients) {
      if (other !== ws && other.readyState === WebSocket.OPEN) other.send(data, { binary });
    }
  });
});
