// Passes the command line to the room `cli`.
#include "cli/cli.h"

int main(int argc, char** argv) {
  return tinsmith::cli::run(argc, argv);
}
