// socket.io as its documentation shows it: one room, each event goes to the others in it.
import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer();
const io = new Server(http, { transports: ["websocket"] });
io.on("connection", (socket) => {
  socket.join("room");
  socket.on("p", (state) => socket.to("room").emit("p", state));
});
http.listen(Number(process.argv[2]), "127.0.0.1");
