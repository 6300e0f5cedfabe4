// The roof: joins the doors. Everything else is in the rooms.
#include "cli/cli.h"

int main(int argc, char** argv) {
  return tinsmith::cli::run(argc, argv);
}
