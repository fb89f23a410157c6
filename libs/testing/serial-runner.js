const { default: TestRunner } = require('jest-runner');

/** Runs files one at a time in this process, whatever the number of workers. */
module.exports = class SerialRunner extends TestRunner {
  isSerial = true;
};
