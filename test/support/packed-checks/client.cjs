/** Signs up and out by the client that is given, and prints what came of it. */
module.exports = async ({ createWatchword }) => {
  const watchword = createWatchword({ url: process.env.ISSUER });
  const { status, user } = await watchword.signUp({
    name: process.env.NAME,
    password: 'otters juggle pebbles',
  });
  const end = await watchword.signOut();
  process.stdout.write(JSON.stringify([status, user.name, end.status]));
};
