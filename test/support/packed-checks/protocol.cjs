/** Reads the header of a token by the package that is given, and prints its type. */
module.exports = ({ headerOf }) => {
  process.stdout.write(JSON.stringify(headerOf(process.env.TOKEN).typ));
};
