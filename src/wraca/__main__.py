from wraca.cli import main

main()
