@echo off
chcp 65001 >nul
cd /d "%~dp0..\.."
python -m kepu rollback
set RESULT=%errorlevel%
echo.
pause
exit /b %RESULT%
