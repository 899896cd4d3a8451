const NEED = /\[needs (\S+): ([^\]]+)\]/;

/** Says at the end of a run which tests were skipped for want of a program, and how to install it. */
module.exports = class MissingProgramsReporter {
  onRunComplete(_contexts, { testResults }) {
    const skipped = new Map();
    for (const { fullName, status } of testResults.flatMap(({ testResults: tests }) => tests)) {
      const [, program, remedy] = (status === 'pending' && NEED.exec(fullName)) || [];
      if (!program) continue;
      skipped.set(program, {
        remedy,
        titles: [...(skipped.get(program)?.titles ?? []), fullName.replace(NEED, '')],
      });
    }
    for (const [program, { remedy, titles }] of skipped) {
      process.stderr.write(`\nSkipped, because ${program} is missing (${remedy}):\n`);
      for (const title of titles) process.stderr.write(`  ${title.replace(/ {2,}/g, ' ')}\n`);
    }
  }
};
