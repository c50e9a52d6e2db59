// What MDN's HTTP Observatory says of a site that only this machine can reach, as JSON.
// node observatory.mjs <folder of the package> <host> <HTTP port> <HTTPS port> <path>

const [folder, host, httpPort, httpsPort, path] = process.argv.slice(2);
const { retrieve } = await import(`${folder}/src/retriever/retriever.js`);
const { ALL_TESTS } = await import(`${folder}/src/constants.js`);
const { getGradeForScore, getScoreModifier } = await import(`${folder}/src/grader/grader.js`);

const seen = await retrieve(host, { httpPort: Number(httpPort), httpsPort: Number(httpsPort), path });
const found = ALL_TESTS.map((test) => test(seen))
  .filter((test) => test.result)
  .map((test) => ({ name: test.constructor.name || test.name, result: test.result, points: getScoreModifier(test.result) }));
const sum = (points) => 100 + points.reduce((all, one) => all + one, 0);
const withoutExtra = sum(found.map((test) => Math.min(test.points, 0)));
const score = withoutExtra >= 90 ? sum(found.map((test) => test.points)) : withoutExtra;
console.log(JSON.stringify({ score, grade: getGradeForScore(score).grade, status: seen.responses.auto?.status, found }));
