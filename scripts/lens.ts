// The command line: `npm run -s lens -- run|logits ...`. Bad input ends with exit code 2 and one line on stderr.

import { lens } from './lens/main';

// A closed pipe (`| head`) ends the program quietly.
process.stdout.on('error', () => process.exit(0));

const { code, complaint } = await lens(process.argv.slice(2));
if (complaint !== null) await new Promise<void>((done) => process.stderr.write(`${complaint}\n`, () => done()));
// The runtime's threads would keep the process alive.
process.exit(code);
