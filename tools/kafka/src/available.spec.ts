import { javaMajor, kafkaAvailable } from './available';

it.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['openjdk version "21" 2023-09-19', 21],
  ['java version "1.8.0_412"', 8],
  ['command not found', undefined],
])('reads the Java version from %s', (banner, major) => {
  expect(javaMajor(banner)).toBe(major);
});

it('says in a sentence what is missing', () => {
  const home = process.env.JAVA_HOME;
  process.env.JAVA_HOME = '/nowhere';
  try {
    expect(kafkaAvailable()).toEqual({ available: false, why: 'There is no Java; Kafka needs 17.' });
  } finally {
    if (home === undefined) delete process.env.JAVA_HOME;
    else process.env.JAVA_HOME = home;
  }
});
