// PostGraphile over the function of schema.sql, as its manual sets it up for Node's own HTTP server. Arguments: the
// database (a libpq keyword string as JSON), and the port. The caller's token becomes a setting of the transaction, which
// the function looks up.
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const [, , database, port] = process.argv;
const { host, user, dbname, options } = JSON.parse(database);

const preset = {
  extends: [PostGraphileAmberPreset],
  pgServices: [
    makePgService({
      connectionString: `postgresql://${user}@/${dbname}?host=${encodeURIComponent(host)}&options=${encodeURIComponent(options)}`,
      schemas: ["bench_api"],
      poolConfig: { max: 8 },
    }),
  ],
  grafserv: { graphiql: false, watch: false },
  grafast: {
    context(request) {
      const header = request.node?.req.headers.authorization ?? "";
      return { pgSettings: { "bench.token": header.replace(/^Bearer /i, "") } };
    },
  },
};

const server = createServer();
await postgraphile(preset).createServ(grafserv).addTo(server);
server.listen(Number(port), "127.0.0.1", () => console.log("ready"));
