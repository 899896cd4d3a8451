// The door for `require`. It opens the same modules as `import` does, so that a process never has two of a class.
export * from './nest.js';
