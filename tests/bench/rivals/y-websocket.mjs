// y-websocket's own server code, with awareness as its clients use it. The room is the path.
import http from "node:http";
import { createRequire } from "node:module";
import { setupWSConnection } from "@y/websocket-server/utils";

const require = createRequire(import.meta.resolve("@y/websocket-server/utils"));
const { Server } = require("ws");
const sockets = new Server({ noServer: true });
sockets.on("connection", setupWSConnection);
const server = http.createServer();
server.on("upgrade", (request, socket, head) =>
  sockets.handleUpgrade(request, socket, head, (ws) => sockets.emit("connection", ws, request)),
);
server.listen(Number(process.argv[2]), "127.0.0.1");
