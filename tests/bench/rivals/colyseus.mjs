// Colyseus with one schema per person. The second argument is its patch rate in milliseconds.
import { Room, Server } from "@colyseus/core";
import { Encoder, MapSchema, schema } from "@colyseus/schema";
import { WebSocketTransport } from "@colyseus/ws-transport";

Encoder.BUFFER_SIZE = 64 * 1024;
const Person = schema({ i: "uint16", q: "uint32", x: "float32", y: "float32", z: "float32" });
const State = schema({ people: { map: Person } });

class Presence extends Room {
  constructor() {
    super();
    this.maxClients = 1000;
    this.state = new State();
    this.patchRate = Number(process.argv[3]);
  }

  onCreate() {
    this.onMessage("p", (client, [i, q, x, y, z]) => {
      const person = this.state.people.get(client.sessionId);
      if (person) Object.assign(person, { i, q, x, y, z });
    });
  }

  onJoin(client) {
    this.state.people.set(client.sessionId, new Person());
  }

  onLeave(client) {
    this.state.people.delete(client.sessionId);
  }
}

const server = new Server({ transport: new WebSocketTransport(), greet: false });
server.define("presence", Presence);
server.listen(Number(process.argv[2]), "127.0.0.1");
