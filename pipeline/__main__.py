"""`python -m pipeline` is `scorecards`."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
