/** Another process already uses this SQLite file. */
export class DatabaseInUse extends Error {
  constructor(file: string) {
    super(
      `Another process is using ${file}. An SQLite file serves one process: stop the other one, ` +
        'or point DATABASE_URL at MySQL or MariaDB to run several.',
    );
    this.name = 'DatabaseInUse';
  }
}

/** The database cannot be reached at start, or another process keeps migrating it. */
export class DatabaseNotReady extends Error {
  constructor(reason: string) {
    super(`The database is not ready: ${reason}`);
    this.name = 'DatabaseNotReady';
  }
}

/** The SQLite file or its folder belongs to another user or is mounted read-only. */
export class DatabaseNotWritable extends Error {
  constructor(fault: string) {
    super(`The database cannot be used: ${fault}. Give the file and its folder to the user that runs this.`);
    this.name = 'DatabaseNotWritable';
  }
}
